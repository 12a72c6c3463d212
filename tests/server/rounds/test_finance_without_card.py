"""An account activated for a card that nobody handed over is told at the close, and closed only knowingly (1.2.2.d)."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.core.errors import Refusal
from server.db import db
from server.rounds.close.actions import close_round
from server.rounds.models import Round
from tests.support.closing import blocks, check_in, close, ids, send, the_close
from tests.support.collecting import companion
from tests.support.field import Field, id_of
from tests.support.people import HEADERS, as_officer, logged_in

pytestmark = pytest.mark.both_engines
HELLO = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 0}


@pytest.fixture
def phone(app: Flask, out: Field) -> Field:
    return companion(app, out)


def told(device: Field) -> list[str]:
    answer = device.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS)
    db.session.rollback()
    return answer.json["rounds"][0]["finance_alone"]


def bring_everything_back(out: Field) -> None:
    assert send(out, out.pen.count(returned=ids(*out.people))) == ["accepted"]
    check_in(out)


def test_nobody_closes_without_having_seen_it(app: Flask, out: Field, phone: Field) -> None:
    report = phone.pen.finance(phone.people[0])
    assert send(phone, report) == ["accepted"]
    bring_everything_back(out)

    with pytest.raises(Refusal, match="finance_without_hand_over"):
        close(out)
    with as_officer(out.office.supervisor), pytest.raises(Refusal, match="finance_without_hand_over"):
        close_round(out.round_id, [id_of(out.pen.finance(out.people[1]))])
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/rounds/{out.round_id}/close", headers=HEADERS)
    assert (answer.status_code, answer.json["clause"]) == (409, "4.1.1.b")


def test_a_report_that_nothing_was_activated_is_nobody_s_trouble(out: Field, phone: Field) -> None:
    assert send(phone, phone.pen.finance(phone.people[0], "refused")) == ["accepted"]

    assert the_close(out)["finance_alone"] == []


def test_it_is_listed_with_whom_to_ask_and_blocks_nothing_once_seen(app: Flask, out: Field, phone: Field) -> None:
    report = phone.pen.finance(phone.people[0])
    assert send(phone, report) == ["accepted"]
    bring_everything_back(out)

    shown = the_close(out)
    assert blocks(out) == []
    (alone,) = shown["finance_alone"]
    assert (alone["event_id"], alone["name"]) == (id_of(report), out.people[0]["name"])
    assert (alone["bank_manager"], alone["terminal_reference"]) == ("韩磊", "T-0001")
    for device in (out, phone):
        assert told(device) == [out.people[0]["card"]["id"]]

    body = {"finance_seen": [id_of(report)]}
    client = logged_in(app, out.office.supervisor)
    answer = client.post(f"/api/v1/rounds/{out.round_id}/close", json=body, headers=HEADERS)

    assert answer.status_code == 200, answer.json
    assert db.session.get(Round, out.round_id).state == "closed"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "close_round")).one()
    assert entry.facts["finance_alone"] == 1


def test_the_hand_over_or_a_correction_clears_it(out: Field, phone: Field) -> None:
    first, second = (phone.pen.finance(person) for person in phone.people[:2])
    assert send(phone, first, second) == ["accepted"] * 2
    assert len(the_close(out)["finance_alone"]) == 2

    assert send(out, out.pen.hand_over(out.people[0])) == ["accepted"]
    correction = phone.pen.correct(id_of(second), reason="wrong_person", officer=out.office.bank_manager)
    assert send(phone, correction) == ["accepted"]

    assert the_close(out)["finance_alone"] == []
    assert told(phone) == []
