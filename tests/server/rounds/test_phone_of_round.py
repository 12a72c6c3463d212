"""A tablet learns at any time whether the bank manager checks on a phone, not only at packing (1.2.2.b, 1.2.2.c)."""

import pytest
from flask import Flask

from server.accounts.devices.models import Device
from server.core.clock import utc_now
from server.db import db, transaction
from tests.support.field import Field, Office, check_out, go_out, join, pack, plan, stock
from tests.support.people import HEADERS
from tests.support.tablets import Tablet, enrol_tablet

HELLO = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 0}


@pytest.fixture
def ready(office: Office) -> str:
    stock(office, 2)
    round_id = plan(office)
    check_out(office, round_id)
    return round_id


def phone_told(tablet: Tablet) -> dict[str, str]:
    answer = tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS)
    assert answer.status_code == 200, answer.json
    db.session.rollback()
    return {one["round_id"]: one["phone"] for one in answer.json["rounds"]}


def new_phone(app: Flask, out: Field, officer: str | None = None) -> Tablet:
    phone = enrol_tablet(app, out.office.world.branch)
    with transaction():
        db.session.get_one(Device, phone.id).kind = "companion"
    join(phone, officer or out.office.bank_manager)
    return phone


def test_a_phone_of_somebody_else_is_none(app: Flask, out: Field) -> None:
    new_phone(app, out, out.office.supervisor)

    assert phone_told(out.tablet) == {out.round_id: "none"}


def test_a_phone_that_was_shut_out_is_none(app: Flask, out: Field) -> None:
    phone = new_phone(app, out)
    pack(out.office, out.round_id, phone)
    with transaction():
        db.session.get_one(Device, phone.id).revoked_at = utc_now()

    assert phone_told(out.tablet) == {out.round_id: "none"}


def test_a_tablet_is_told_nothing_of_rounds_it_does_not_carry(app: Flask, out: Field) -> None:
    other = enrol_tablet(app, out.office.world.station)

    assert phone_told(other) == {}


@pytest.mark.both_engines
def test_a_tablet_packed_before_the_phone_hears_of_it(app: Flask, out: Field) -> None:
    assert phone_told(out.tablet) == {out.round_id: "none"}
    phone = new_phone(app, out)
    assert phone_told(out.tablet) == {out.round_id: "enrolled"}

    pack(out.office, out.round_id, phone)

    assert phone_told(out.tablet) == {out.round_id: "packed"}
    assert phone_told(phone) == {out.round_id: "packed"}


def test_the_bundle_says_how_far_the_phone_was_at_packing(app: Flask) -> None:
    first = go_out(app, 2)
    assert first.header["phone"] == "none"

    new_phone(app, first)
    later = go_out(app, 2, office=first.office, first_number=40)

    assert later.header["phone"] == "enrolled"
