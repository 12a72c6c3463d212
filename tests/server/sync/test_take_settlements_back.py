"""A settlement typed at the desk is taken back by two people: what it said stays, the subject is open (4.1.1.b)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.activation.gateways import Answer
from server.activation.models import Activation
from server.activation.relay.actions import leave_by_file, settle_by_notice
from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Card
from server.cards.temporary.actions import store_temporary_cards
from server.core.clock import utc_now
from server.core.ids import new_id
from server.custody.discrepancies.actions import Settlement as Settling
from server.custody.discrepancies.actions import settle_discrepancy
from server.custody.incidents.models import Incident
from server.custody.models import Discrepancy, Movement
from server.custody.receipts.actions import Count, receive_batch
from server.custody.receipts.rules import Difference
from server.db import db, transaction
from server.issuance.back_entry.rules import TemporaryCardLine
from server.issuance.models import HandOver
from server.issuance.recalls.actions import settle_recall
from server.issuance.temporary_cards.actions import Settling as HowSettled
from server.issuance.temporary_cards.actions import open_late_tasks, settle_task
from server.issuance.temporary_cards.models import TemporaryCardSettlement, TemporaryCardTask
from server.sync.models import CounterSettlement, Event, EventConflict, Settlement
from server.verify import audit_entries, cards, persons, records
from tests.support import sheets
from tests.support.closing import account, card, check_in, close, ids, send
from tests.support.collecting import give_book
from tests.support.field import SECOND_INK, Field, id_of
from tests.support.people import ANTU, HEADERS, as_officer, logged_in, make_officer
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
CHECKS = (records.check, cards.check, persons.check, audit_entries.check)


def take_back(app: Flask, out: Field, subject: str, subject_id: str, **changed: object) -> tuple[int, dict]:
    body = {
        "subject": subject,
        "subject_id": subject_id,
        "reason": "checked_again",
        "note": "看错了记录",
        "second": account(out.office.bank_manager),
        **changed,
    }
    by = body.pop("by", out.office.supervisor)
    answer = logged_in(app, by).post("/api/v1/counter-settlements", json=body, headers=HEADERS)
    db.session.rollback()
    return answer.status_code, answer.json


def refused(app: Flask, out: Field, subject: str, subject_id: str, **changed: object) -> str:
    return str(take_back(app, out, subject, subject_id, **changed)[1]["code"])


def settle(app: Flask, out: Field, event_id: str, decision: str) -> str:
    body = {"decision": decision, "reason": "checked_again", "second": account(out.office.bank_manager)}
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/parked/{event_id}/settle", json=body, headers=HEADERS)
    db.session.rollback()
    return str(answer.json.get("code", "settled"))


def parked(app: Flask, out: Field, number: int = 0, decision: str | None = None) -> str:
    record = out.pen.hand_over(out.people[number], approvals=[])
    assert send(out, record) == ["bank_check_missing"]
    if decision is not None:
        assert settle(app, out, id_of(record), decision) == "settled"
    return id_of(record)


def settled_at(event_id: str) -> object:
    return db.session.scalar(select(Event.settled_at).where(Event.id == event_id))


def all_hold() -> None:
    for check in CHECKS:
        assert check().holds, check().line()


# Refused.


def test_it_refuses_what_is_not_settled_and_what_lies_elsewhere(app: Flask, out: Field) -> None:
    event_id = parked(app, out)
    assert refused(app, out, "parked", event_id) == "not_settled_yet"
    assert refused(app, out, "parked", new_id()) == "not_found"
    stranger = make_officer(out.office.world.other_county, "supervisor")
    assert take_back(app, out, "parked", event_id, by=stranger)[0] == 404
    assert take_back(app, out, "round", event_id)[0] == 422


def test_h7_it_refuses_one_person_twice_strangers_and_whoever_may_not(app: Flask, out: Field) -> None:
    event_id = parked(app, out, decision="void")
    elsewhere = make_officer(out.office.world.other_county, "supervisor")
    for second, code in (
        (out.office.supervisor, "same_person_twice"),
        (out.office.specialist, "own_record"),
        (elsewhere, "second_person_unfit"),
    ):
        assert refused(app, out, "parked", event_id, second=account(second)) == code
    for by in (out.office.specialist, out.office.custodian, make_officer(out.office.world.county, "county_admin")):
        assert take_back(app, out, "parked", event_id, by=by)[0] == 403
    assert take_back(app, out, "parked", event_id, note="")[0] == 422
    unproved = account(out.office.bank_manager) | {"password": "no"}
    assert take_back(app, out, "parked", event_id, second=unproved)[0] == 401
    assert db.session.scalar(select(CounterSettlement)) is None
    assert settled_at(event_id) is not None


def test_what_the_province_knows_already_is_not_taken_back(app: Flask, out: Field) -> None:
    event_id = parked(app, out, decision="stands")
    with transaction():
        asked = db.session.scalars(select(Activation).where(Activation.event_id == event_id)).one()
        leave_by_file(asked)
        settle_by_notice(asked, Answer("confirmed"))
    assert refused(app, out, "parked", event_id) == "settlement_passed_on"
    assert db.session.get(HandOver, event_id).corrected_by is None
    assert settled_at(event_id) is not None
    all_hold()


def test_a_card_is_not_taken_back_into_a_round_that_is_closed(app: Flask, out: Field) -> None:
    out.tablet.put(SECOND_INK)
    event_id = parked(app, out, decision="stands")
    assert send(out, out.pen.count(handed=1, returned=ids(*out.people[1:]))) == ["accepted"]
    check_in(out)
    close(out)
    assert refused(app, out, "parked", event_id) == "round_closed_since"
    all_hold()


def test_a_second_hand_over_that_took_the_first_ones_place_stays(app: Flask, out: Field) -> None:
    one, two = out.pen.hand_over(out.people[0]), out.pen.hand_over(out.people[0])
    send(out, one)
    send(out, two)
    case = settle_case(app, out, "second")
    assert refused(app, out, "conflict", case) == "second_stands"
    all_hold()


def settle_case(app: Flask, out: Field, decision: str) -> str:
    case = str(db.session.scalar(select(EventConflict.id)))
    body = {"decision": decision, "reason": "paper_proves", "second": account(out.office.bank_manager)}
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/conflicts/{case}/settle", json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.json
    db.session.rollback()
    return case


# Taken back.


@pytest.mark.parametrize("again", ["void", "stands"])
def test_a_void_record_waits_again_and_can_be_settled_otherwise(app: Flask, out: Field, again: str) -> None:
    event_id = parked(app, out, decision="void")
    first = db.session.scalars(select(Settlement.id)).one()

    status, answer = take_back(app, out, "parked", event_id)

    assert (status, answer["officer"], answer["second_officer"]) == (201, "高峰", "韩磊"), answer
    assert (answer["said"]["decision"], answer["said"]["officer"], answer["note"]) == ("void", "高峰", "看错了记录")
    assert db.session.get(Settlement, first).taken_back_by == answer["id"]
    supervisor = logged_in(app, out.office.supervisor)
    shown = supervisor.get(f"/api/v1/parked/{event_id}").json
    assert shown["settlement"] is None
    assert settled_at(event_id) is None
    query = f"/api/v1/counter-settlements?subject=parked&subject_id={event_id}"
    assert [one["id"] for one in supervisor.get(query).json["items"]] == [answer["id"]]
    acts = select(AuditEntry.facts).where(AuditEntry.action == "take_settlement_back")
    assert db.session.scalars(acts).one()["counter"] == answer["id"]
    all_hold()
    assert settle(app, out, event_id, again) == "settled"
    all_hold()


def test_what_a_record_led_to_is_undone_and_it_does_not_stand_a_second_time(app: Flask, out: Field) -> None:
    event_id = parked(app, out, decision="stands")
    assert card(out.people[0]).custody_state == "handed_over"

    status, answer = take_back(app, out, "parked", event_id)

    assert status == 201, answer
    assert db.session.get(HandOver, event_id).corrected_by == answer["id"]
    assert card(out.people[0]).custody_state == "checked_out"
    assert db.session.scalars(select(Activation.state).where(Activation.event_id == event_id)).all() == ["withdrawn"]
    all_hold()
    assert settle(app, out, event_id, "stands") == "stood_once"
    assert send(out, out.pen.hand_over(out.people[0])) == ["accepted"]
    assert settle(app, out, event_id, "void") == "settled"
    all_hold()


def test_a_case_waits_again_with_its_record(app: Flask, out: Field) -> None:
    one, two = out.pen.hand_over(out.people[0]), out.pen.hand_over(out.people[0])
    send(out, one)
    send(out, two)
    case = settle_case(app, out, "first")
    assert take_back(app, out, "conflict", case)[0] == 201
    assert db.session.get(EventConflict, case).state == "open"
    assert settled_at(id_of(two)) is None
    settle_case(app, out, "second")
    assert db.session.get(HandOver, id_of(two)).corrected_by is None
    all_hold()


def test_a_task_waits_again_with_its_recovery_withdrawn_and_its_receipt_void(app: Flask, out: Field) -> None:
    give_book(out.office)
    send(out, out.pen.hand_over(out.people[0]))
    with acting_as(Actor(system="job:test")):
        line = TemporaryCardLine(out.people[0]["number"], "L0007", None)
        store_temporary_cards(ANTU, utc_now() + timedelta(minutes=1), "file", [line])
        open_late_tasks()
    task_id = db.session.scalars(select(TemporaryCardTask.id)).one()
    with as_officer(out.office.specialist):
        settle_task(task_id, out.office.specialist, HowSettled("lost", receipt_number="TS-000150"))

    status, answer = take_back(app, out, "temporary_card_task", task_id)

    assert (status, answer["said"]["decision"], answer["said"]["receipt_number"]) == (201, "lost", "TS-000150"), answer
    task = db.session.get(TemporaryCardTask, task_id, populate_existing=True)
    assert (task.state, task.outcome, task.settled_by) == ("open", None, None)
    assert db.session.scalars(select(TemporaryCardSettlement.corrected_by)).all() == [answer["id"]]
    assert db.session.scalar(select(Activation.state).where(Activation.kind == "recovery")) == "withdrawn"
    all_hold()


def test_a_line_of_the_recall_list_waits_again(app: Flask, out: Field) -> None:
    record = out.pen.hand_over(out.people[0])
    send(out, record)
    with transaction():
        asked = db.session.scalars(select(Activation).where(Activation.event_id == id_of(record))).one()
        leave_by_file(asked)
        settle_by_notice(asked, Answer("refused", problem="姓名不符"))
        asked_id = asked.id
    with as_officer(out.office.supervisor):
        settle_recall(asked_id, "done_at_counter", "来过窗口")

    status, answer = take_back(app, out, "recall", asked_id)

    assert (status, answer["said"]["decision"], answer["said"]["note"]) == (201, "done_at_counter", "来过窗口"), answer
    supervisor = logged_in(app, out.office.supervisor)
    [line] = supervisor.get("/api/v1/recalls?state=open").json["items"]
    assert line["id"] == asked_id
    again = supervisor.post(f"/api/v1/recalls/{asked_id}/settle", json={"how": "other", "note": "x"}, headers=HEADERS)
    assert again.status_code == 200


@pytest.fixture
def missing(out: Field) -> str:
    """An incident: the count of a round missed a card."""
    out.tablet.put(STROKES)
    out.tablet.put(SECOND_INK)
    everybody = ids(*out.people)
    assert send(out, out.pen.count(returned=everybody[1:], missing=everybody[:1])) == ["accepted"]
    return str(db.session.scalars(select(Incident.id)).one())


def settle_incident(app: Flask, out: Field, incident: str, **changed: object) -> None:
    findings = {"outcome": "lost", "cause": "掉在路上", "responsible": "周敏", **changed}
    body = findings | {"second": account(out.office.custodian)}
    answer = logged_in(app, out.office.supervisor).post(
        f"/api/v1/incidents/{incident}/settle", json=body, headers=HEADERS
    )
    assert answer.status_code == 200, answer.json
    db.session.rollback()


@pytest.mark.parametrize("outcome", ["lost", "found", "handed_over"])
def test_an_incident_waits_again_and_its_card_is_missing_still(
    app: Flask, out: Field, missing: str, outcome: str
) -> None:
    vault = {"vault_id": out.office.vault_id} if outcome == "found" else {}
    settle_incident(app, out, missing, outcome=outcome, **vault)

    status, answer = take_back(app, out, "incident", missing)

    assert (status, answer["said"]["decision"], answer["said"]["note"]) == (201, outcome, "掉在路上"), answer
    assert answer["said"]["second_officer"] != ""
    assert card(out.people[0]).custody_state == "missing"
    assert db.session.get(Incident, missing, populate_existing=True).state == "open"
    all_hold()
    settle_incident(app, out, missing)


def test_a_card_that_moved_since_it_was_found_keeps_its_incident_settled(app: Flask, out: Field, missing: str) -> None:
    settle_incident(app, out, missing, outcome="handed_over")
    assert send(out, out.pen.hand_over(out.people[0])) == ["accepted"]
    assert refused(app, out, "incident", missing) == "settlement_moved_on"
    all_hold()


def test_a_discrepancy_waits_again_and_the_card_found_is_missing(app: Flask, out: Field) -> None:
    discrepancy, card_id = _discrepancy(out)
    with as_officer(out.office.supervisor):
        facts = {"cause": "miscounted", "responsible": "孙桂华", "report_number": "7号"}
        settle_discrepancy(discrepancy, Settling(**facts, custodian_id=out.office.custodian))

    status, answer = take_back(app, out, "discrepancy", discrepancy, second=account(out.office.custodian))

    assert (status, answer["said"]["decision"], answer["said"]["report_number"]) == (201, "miscounted", "7号"), answer
    lines = db.session.scalars(select(Movement.verb).where(Movement.card_id == card_id).order_by(Movement.id)).all()
    assert lines == ["report_missing", "find", "correct"]
    found = db.session.get(Discrepancy, discrepancy, populate_existing=True)
    assert (found.state, found.cause, found.found_again) == ("open", None, None)
    all_hold()


def _discrepancy(out: Field) -> tuple[str, str]:
    """Count another batch with a card missing; return the discrepancy and the card."""
    with as_officer(out.office.custodian):
        found = preview_file(sheets.xlsx(sheets.rows(4, start=400)), "a.xlsx", ANTU).batch_import
        batch_id = str(confirm_import(found.id).batch_id)
        card_ids = list(db.session.scalars(select(Card.id).where(Card.batch_id == batch_id)))
        difference = Difference("missing", card_ids[0], "没有")
        receive_batch(batch_id, Count(out.office.vault_id, len(card_ids) - 1, (difference,)))
    return str(db.session.scalars(select(Discrepancy.id)).one()), card_ids[0]
