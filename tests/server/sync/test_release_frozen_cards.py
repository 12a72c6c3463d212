"""Somebody noted as deceased comes to the window after the close: two people release the card (3.1.a, 4.1.1.b)."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import CardStateChange
from server.core.ids import new_id
from server.db import db
from server.issuance.models import NotServed
from server.rounds.queries import candidates
from server.sync.models import CounterSettlement
from server.verify import audit_entries, cards, persons, records
from tests.support.closing import account, card, check_in, close, ids, send
from tests.support.factors import add_app
from tests.support.field import BANK, SECOND_INK, Field, id_of
from tests.support.people import HEADERS, LONGQUAN, as_officer, logged_in, make_officer
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
CHECKS = (records.check, cards.check, persons.check, audit_entries.check)


@pytest.fixture
def closed(out: Field) -> Field:
    """A closed round whose first person was noted as deceased, twice."""
    noted_dead(out)
    close_it(out)
    return out


def noted_dead(out: Field) -> list[str]:
    out.tablet.put(STROKES)
    out.tablet.put(SECOND_INK)
    told = [out.pen.not_served(out.people[0], "dead") for _ in range(2)]
    assert send(out, *told) == ["accepted"] * 2
    return [id_of(record) for record in told]


def close_it(out: Field) -> None:
    assert send(out, out.pen.count(returned=ids(*out.people))) == ["accepted"]
    check_in(out)
    close(out)


def release(app: Flask, out: Field, **changed: object) -> tuple[int, dict]:
    body = {
        "subject": "frozen_card",
        "subject_id": out.people[0]["card"]["id"],
        "reason": "checked_again",
        "note": "本人带身份证到窗口，人证一致",
        "second": account(out.office.bank_manager),
        **changed,
    }
    by = body.pop("by", out.office.supervisor)
    answer = logged_in(app, by).post("/api/v1/counter-settlements", json=body, headers=HEADERS)
    db.session.rollback()
    return answer.status_code, answer.json


def freeze_state(out: Field) -> str:
    return card(out.people[0]).freeze_state


def frozen(app: Flask, officer_id: str) -> list[dict]:
    return logged_in(app, officer_id).get("/api/v1/frozen-cards").json["items"]


# Refused.


def test_it_refuses_a_card_that_is_not_frozen_or_lies_elsewhere(app: Flask, closed: Field) -> None:
    assert release(app, closed, subject_id=closed.people[1]["card"]["id"])[1]["code"] == "not_frozen"
    assert release(app, closed, subject_id=new_id())[0] == 404
    stranger = make_officer(closed.office.world.other_county, "supervisor")
    assert release(app, closed, by=stranger)[0] == 404
    assert frozen(app, stranger) == []


def test_h7_it_refuses_one_person_twice_whoever_noted_it_strangers_and_whoever_may_not(
    app: Flask, closed: Field
) -> None:
    elsewhere = make_officer(closed.office.world.other_county, "supervisor")
    for second, code in (
        (closed.office.supervisor, "same_person_twice"),
        (closed.office.specialist, "own_record"),
        (elsewhere, "second_person_unfit"),
    ):
        assert release(app, closed, second=account(second))[1]["code"] == code
    for by in (closed.office.specialist, closed.office.custodian):
        assert release(app, closed, by=by)[0] == 403
    unproved = account(closed.office.bank_manager) | {"password": "no"}
    assert release(app, closed, second=unproved)[0] == 401
    assert release(app, closed, note="")[0] == 422
    assert db.session.scalar(select(CounterSettlement)) is None
    assert freeze_state(closed) == "frozen"


def test_t15_the_second_person_gives_a_code_where_their_account_has_a_second_factor(app: Flask, closed: Field) -> None:
    _, codes = add_app(logged_in(app, closed.office.bank_manager))
    second = account(closed.office.bank_manager)
    assert release(app, closed)[1]["code"] == "second_person_code_needed"
    assert release(app, closed, second=second | {"code": "000000"})[1]["code"] == "wrong_second_factor"
    assert freeze_state(closed) == "frozen"
    assert release(app, closed, second=second | {"code": codes[0]})[0] == 201


def test_before_the_close_the_tablet_corrects_its_own_record(app: Flask, out: Field) -> None:
    noted_dead(out)
    status, answer = release(app, out)
    assert (status, answer["code"]) == (409, "frozen_in_an_open_round")
    assert freeze_state(out) == "frozen"
    assert [one["round_closed"] for one in frozen(app, out.office.supervisor)] == [False]


def test_it_is_released_once(app: Flask, closed: Field) -> None:
    assert release(app, closed)[0] == 201
    assert release(app, closed)[1]["code"] == "not_frozen"


# Released.


def test_the_desk_finds_it_and_two_people_release_it(app: Flask, closed: Field) -> None:
    (line,) = frozen(app, closed.office.supervisor)
    assert (line["name"], line["round_closed"]) == (closed.people[0]["name"], True)
    assert closed.people[0]["number"] not in str(line)

    status, counter = release(app, closed)

    assert status == 201
    assert (counter["said"]["decision"], counter["said"]["officer"]) == ("dead", line["officer"])
    assert freeze_state(closed) == "free"
    assert {one.corrected_by for one in db.session.scalars(select(NotServed))} == {counter["id"]}
    assert frozen(app, closed.office.supervisor) == []
    with as_officer(closed.office.supervisor):
        assert {one.id for one in candidates(LONGQUAN, BANK)} == set(ids(*closed.people))
    for check in CHECKS:
        assert check().holds, check().line()


def test_the_release_is_in_the_card_s_history_and_in_the_audit_log(app: Flask, closed: Field) -> None:
    counter = release(app, closed)[1]
    changes = list(db.session.scalars(select(CardStateChange).where(CardStateChange.axis == "freeze")))
    assert [(one.new, one.clause) for one in changes] == [("frozen", "3.1.a"), ("free", "4.1.1.b")]
    assert changes[-1].event_id == counter["id"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "take_settlement_back")).one()
    assert (entry.subject_kind, entry.facts["counter"]) == ("frozen_card", counter["id"])
    assert "本人带身份证" not in str(entry.facts)
