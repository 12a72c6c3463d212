"""A tablet learns that its parked record was settled at the desk, and how; of others' records it learns nothing."""

import pytest
from flask import Flask

from server.core.ids import new_id
from server.db import db
from tests.support.closing import account, send
from tests.support.field import Field, id_of, new_tablet
from tests.support.people import HEADERS, logged_in
from tests.support.tablets import Tablet

pytestmark = pytest.mark.both_engines
HELLO = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 0}


def park(out: Field, number: int = 0) -> str:
    record = out.pen.hand_over(out.people[number], approvals=[])
    assert send(out, record) == ["bank_check_missing"]
    return id_of(record)


def settle(app: Flask, out: Field, event_id: str, decision: str) -> None:
    body = {"decision": decision, "reason": "checked_again", "second": account(out.office.bank_manager)}
    client = logged_in(app, out.office.supervisor)
    answer = client.post(f"/api/v1/parked/{event_id}/settle", json=body, headers=HEADERS)
    assert answer.status_code < 300, answer.json


def told(tablet: Tablet, *parked: str) -> list[tuple[str, str]]:
    answer = tablet.client.post("/api/v1/sync/hello", json={**HELLO, "parked": list(parked)}, headers=HEADERS)
    assert answer.status_code == 200, answer.json
    db.session.rollback()
    return [(one["event_id"], one["decision"]) for one in answer.json["settled"]]


def test_it_says_nothing_of_what_still_waits_or_was_not_asked_or_is_nobody_s(app: Flask, out: Field) -> None:
    waiting, settled = park(out), park(out, 1)
    settle(app, out, settled, "void")

    assert told(out.tablet, waiting, new_id()) == []
    assert told(out.tablet) == []


def test_another_tablet_s_records_are_none_of_its_business(app: Flask, out: Field) -> None:
    settled = park(out)
    settle(app, out, settled, "void")

    assert told(new_tablet(app, out.office), settled) == []


def test_a_list_longer_than_any_tablet_s_is_refused(out: Field) -> None:
    body = {**HELLO, "parked": [new_id()] * 1001}

    assert out.tablet.client.post("/api/v1/sync/hello", json=body, headers=HEADERS).status_code == 422


def test_it_says_what_two_people_decided(app: Flask, out: Field) -> None:
    stands, void = park(out), park(out, 1)
    settle(app, out, stands, "stands")
    settle(app, out, void, "void")

    assert told(out.tablet, stands, void) == [(stands, "stands"), (void, "void")]
