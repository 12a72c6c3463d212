"""T2: who may not work on a device any more is named at its next contact; the queue still comes in (4.2)."""

import pytest
from flask import Flask

from server.accounts.officers.models import Officer, OfficerRole
from server.accounts.signing_keys.models import SigningKey
from server.core.clock import utc_now
from server.db import db, transaction
from tests.support.field import Field, new_tablet
from tests.support.people import HEADERS
from tests.support.sealing import enter_keys, forget_key, key_of, on_the_wire

pytestmark = pytest.mark.both_engines


def dropped(out: Field) -> list[tuple[str, str]]:
    body = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 0}
    answer = out.tablet.client.post("/api/v1/sync/hello", json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.json
    db.session.rollback()
    return [(one["officer_id"], one["kid"]) for one in answer.json["dropped"]]


def kid(out: Field, officer_id: str) -> str:
    return key_of(out.tablet.id, officer_id).thumbprint()


def test_t2_nobody_is_named_who_may_work_here(app: Flask, out: Field) -> None:
    new_tablet(app, out.office)

    assert dropped(out) == []


@pytest.mark.parametrize("how", ["disabled", "role taken", "moved away"])
def test_t2_an_officer_who_may_not_work_here_is_named_and_the_others_are_not(out: Field, how: str) -> None:
    specialist = out.office.specialist
    with transaction():
        officer = db.session.get_one(Officer, specialist)
        if how == "disabled":
            officer.disabled_at = utc_now()
        if how == "moved away":
            officer.organisation_id = out.office.world.other_station
        if how == "role taken":
            db.session.query(OfficerRole).filter_by(officer_id=specialist).delete()

    assert dropped(out) == [(specialist, kid(out, specialist))]


def test_t2_an_ended_key_is_named_and_the_newer_one_is_not(out: Field) -> None:
    specialist = out.office.specialist
    older = kid(out, specialist)
    forget_key(out.tablet.id, specialist)
    with transaction():
        enter_keys(out.tablet.id, specialist)
        db.session.get_one(SigningKey, older).ended_at = utc_now()

    assert dropped(out) == [(specialist, older)]


def test_t2_what_the_officer_signed_before_still_comes_in(out: Field) -> None:
    record = out.pen.not_served(out.people[0])
    with transaction():
        db.session.get_one(Officer, out.office.specialist).disabled_at = utc_now()
    assert dropped(out)

    answer = out.tablet.client.post("/api/v1/events", json={"records": [on_the_wire(record)]}, headers=HEADERS)

    assert answer.status_code == 200
    assert dropped(out)
