"""A parked record or a case is settled by two people, in a new record that refers to the old one (4.1.1.b)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.activation.models import Activation
from server.custody.incidents.models import Incident
from server.custody.models import Movement
from server.db import db, transaction
from server.evidence.models import Evidence
from server.issuance.models import HandOver
from server.rounds.rules import Share
from server.sync.models import Event, EventConflict, Settlement
from server.verify import audit_entries, cards, persons, records
from tests.support.closing import account, card, check_in, close, ids, send
from tests.support.field import SECOND_INK, Field, go_out_together, id_of
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.sealing import changed
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
CHECKS = (records.check, cards.check, persons.check, audit_entries.check)


def settle(app: Flask, out: Field, event_id: str, decision: str = "stands", **changed: object) -> tuple[int, dict]:
    body = {"decision": decision, "reason": "checked_again", "second": account(out.office.bank_manager), **changed}
    by = body.pop("by", out.office.supervisor)
    answer = logged_in(app, by).post(f"/api/v1/parked/{event_id}/settle", json=body, headers=HEADERS)
    db.session.rollback()
    return answer.status_code, answer.json


def settle_case(app: Flask, out: Field, decision: str, **changed: object) -> tuple[int, dict]:
    case = db.session.scalar(select(EventConflict.id))
    body = {"decision": decision, "reason": "paper_proves", "second": account(out.office.bank_manager), **changed}
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/conflicts/{case}/settle", json=body, headers=HEADERS)
    db.session.rollback()
    return answer.status_code, answer.json


def without_bank_check(out: Field, number: int = 0) -> str:
    record = out.pen.hand_over(out.people[number], approvals=[])
    assert send(out, record) == ["bank_check_missing"]
    return id_of(record)


def all_hold() -> None:
    for check in CHECKS:
        assert check().holds, check().line()


# Refused.


def test_t9_it_refuses_one_person_twice_their_own_record_and_strangers(app: Flask, out: Field) -> None:
    event_id = without_bank_check(out)
    world = out.office.world
    elsewhere = make_officer(world.other_county, "supervisor")
    other_bank = make_officer(world.other_branch, "bank_manager")
    auditor = make_officer(world.county, "auditor")
    for second, code in [
        (out.office.supervisor, "same_person_twice"),
        (out.office.specialist, "own_record"),
        (elsewhere, "second_person_unfit"),
        (other_bank, "second_person_unfit"),
        (auditor, "second_person_unfit"),
        (make_officer(world.county, "county_admin"), "not_the_bank_manager"),
    ]:
        assert settle(app, out, event_id, second=account(second))[1]["code"] == code
    assert settle(app, out, event_id, second=account(auditor) | {"password": "wrong one"})[0] == 401
    for by in (out.office.specialist, out.office.bank_manager, out.office.custodian):
        assert settle(app, out, event_id, by=by)[0] == 403
    assert settle(app, out, event_id, by=elsewhere)[0] == 404
    assert db.session.scalar(select(Settlement)) is None
    assert card(out.people[0]).custody_state == "checked_out"


def test_what_nobody_can_vouch_for_does_not_stand(app: Flask, out: Field) -> None:
    person, other = out.people[:2]
    identity = {"document": "id_card", "method": "wedge", "number": other["number"], "name": other["name"]}
    foreign = out.pen.hand_over(person, payload={"identity": identity})
    unknown = out.pen.write("card.invented", {})
    assert send(out, foreign, unknown) == ["number_differs", "unknown_type"]

    status, answer = settle(app, out, id_of(foreign))
    assert (status, answer["code"]) == (422, "cannot_stand")
    assert "名单不一样" in answer["message_zh"]
    assert settle(app, out, id_of(unknown))[1]["code"] == "cannot_stand"
    assert settle(app, out, id_of(foreign), "void")[0] == 200


def test_a_record_with_a_second_fault_refuses_the_settlement_and_changes_nothing(app: Flask, out: Field) -> None:
    record = out.pen.hand_over(out.people[0], approvals=[], payload={"face_check": "not_checked"})
    assert send(out, record) == ["face_not_checked"]
    late = out.pen.hand_over(out.people[1], lease=out.office.vault_id, payload={"face_check": "not_checked"})
    assert send(out, late) == ["lease_not_valid"]

    assert settle(app, out, id_of(late))[1]["code"] == "face_not_checked"
    assert db.session.scalar(select(Event.settled_at).where(Event.id == id_of(late))) is None


def test_it_refuses_a_second_settlement_and_a_re_entry_that_is_not_there(app: Flask, out: Field) -> None:
    event_id = without_bank_check(out)
    other = out.pen.not_served(out.people[1])
    send(out, other)

    for named in (None, id_of(other), event_id):
        assert settle(app, out, event_id, "re_entered", re_entered_as=named)[1]["code"] == "re_entry_missing"
    assert settle(app, out, event_id)[0] == 200
    assert settle(app, out, event_id, "void")[1]["code"] == "parked_settled"


# Settled.


def test_the_bank_manager_supplies_the_missing_check_and_the_ledger_follows(app: Flask, out: Field) -> None:
    event_id = without_bank_check(out)
    shown = logged_in(app, out.office.supervisor).get(f"/api/v1/parked/{event_id}").json
    assert (shown["can_stand"], shown["way"], [one["kind"] for one in shown["evidence"]]) == (
        True, "approval", ["signature"],
    )  # fmt: skip

    status, answer = settle(app, out, event_id, note="当场核对过，忘了按")

    assert status == 200, answer
    assert answer["settlement"] | {"id": "", "at": ""} == {
        "id": "", "at": "", "decision": "stands", "reason": "checked_again", "note": "当场核对过，忘了按",
        "re_entered_as": None, "clause": "4.1.1.b", "officer": "高峰", "second_officer": "韩磊",
    }  # fmt: skip
    handed = db.session.get(HandOver, event_id)
    assert (handed.bank_manager_id, handed.bank_check_way, handed.device_id) == (
        out.office.bank_manager, "desk", out.tablet.id,
    )  # fmt: skip
    assert card(out.people[0]).custody_state == "handed_over"
    assert db.session.scalar(select(Activation.kind).where(Activation.event_id == event_id)) == "social"
    assert db.session.scalar(select(func.count()).where(Evidence.event_id == event_id)) == 1
    assert logged_in(app, out.office.supervisor).get("/api/v1/parked").json["total"] == 0
    all_hold()


def test_a_record_that_came_after_the_close_stands_when_its_card_was_found_out(app: Flask, out: Field) -> None:
    everybody = ids(*out.people)
    out.tablet.put(SECOND_INK)
    late = out.pen.hand_over(out.people[0])
    out.pen.seq, out.pen.head = 0, None
    assert send(out, out.pen.count(returned=everybody[1:], missing=everybody[:1])) == ["accepted"]
    check_in(out)
    close(out)
    # The same tablet brings a second epoch: its old storage was found again.
    late = changed(late, epoch=2)
    assert send(out, late) in (["round_not_in_the_field"], ["lease_not_valid"])
    assert settle(app, out, id_of(late))[1]["code"] == "card_not_checked_out"

    incident = db.session.scalar(select(Incident.id))
    findings = {"outcome": "handed_over", "cause": "平板后来修好了", "responsible": "周敏"}
    answer = logged_in(app, out.office.supervisor).post(
        f"/api/v1/incidents/{incident}/settle",
        json=findings | {"second": account(out.office.custodian)},
        headers=HEADERS,
    )
    assert answer.status_code == 200, answer.json
    assert settle(app, out, id_of(late))[0] == 200
    assert card(out.people[0]).custody_state == "handed_over"
    all_hold()


def test_a_record_that_was_entered_anew_names_the_new_one(app: Flask, out: Field) -> None:
    event_id = without_bank_check(out)
    again = out.pen.hand_over(out.people[0])
    send(out, again)

    status, answer = settle(app, out, event_id, "re_entered", re_entered_as=id_of(again))

    assert (status, answer["settlement"]["re_entered_as"]) == (200, id_of(again))
    assert db.session.get(HandOver, event_id) is None
    all_hold()


# Two hand-overs of one card (scenario 16).


@pytest.fixture
def both(app: Flask) -> tuple[Field, Field]:
    """Two tablets that have all of one round; each hands the same card over, with another signature."""
    first, second = go_out_together(app, 3, Share("all"), Share("all"))
    for out in (first, second):
        out.tablet.put(STROKES)
        out.tablet.put(SECOND_INK)
    return first, second


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_same_card_on_two_tablets_is_an_incident_with_both_evidences(
    app: Flask, both: tuple[Field, Field], order: tuple[int, int]
) -> None:
    first, second = (both[number] for number in order)
    one, two = first.pen.hand_over(first.people[0]), second.pen.hand_over(second.people[0])

    assert send(first, one) == ["accepted"]
    assert send(second, two) == ["card_already_handed_over"]
    assert send(second, two) == ["card_already_handed_over"]

    assert db.session.get(HandOver, id_of(one)).device_id == first.tablet.id
    incident = db.session.scalar(select(Incident))
    assert (incident.kind, incident.event_id, incident.other_event_id) == ("second_hand_over", id_of(two), id_of(one))
    supervisor = logged_in(app, first.office.supervisor)
    shown = supervisor.get(f"/api/v1/incidents/{incident.id}").json
    assert [[one["kind"] for one in shown[side]] for side in ("first_evidence", "second_evidence")] == [
        ["signature"], ["signature"],
    ]  # fmt: skip
    for side in ("first_evidence", "second_evidence"):
        assert supervisor.get(f"/api/v1/evidence/{shown[side][0]['id']}/content").status_code == 200
    case = db.session.scalar(select(EventConflict.id))
    shown = supervisor.get(f"/api/v1/conflicts/{case}").json
    assert (shown["first"]["record"]["id"], shown["second"]["record"]["id"]) == (id_of(one), id_of(two))
    assert (len(shown["first_evidence"]), len(shown["second_evidence"])) == (1, 1)
    assert shown["decisions"] == ["first", "second"]
    all_hold()


def test_the_first_stands_and_the_second_is_void(app: Flask, both: tuple[Field, Field]) -> None:
    first, second = both
    one, two = first.pen.hand_over(first.people[0]), second.pen.hand_over(second.people[0])
    send(first, one)
    send(second, two)

    assert settle_case(app, first, "noted")[1]["code"] == "case_decision_unfit"
    status, answer = settle_case(app, first, "first")

    assert (status, answer["state"], answer["settlement"]["decision"]) == (200, "settled", "first")
    assert db.session.scalar(select(Event.settled_at).where(Event.id == id_of(two))) is not None
    assert db.session.get(HandOver, id_of(one)).corrected_by is None
    assert settle_case(app, first, "second")[1]["code"] == "case_settled"
    all_hold()


@pytest.mark.parametrize("already_sent", [False, True])
def test_the_second_stands_and_the_first_is_taken_back(
    app: Flask, both: tuple[Field, Field], already_sent: bool
) -> None:
    first, second = both
    one, two = first.pen.hand_over(first.people[0]), second.pen.hand_over(second.people[0])
    send(first, one)
    send(second, two)
    if already_sent:
        with transaction():
            asked = db.session.scalar(select(Activation))
            asked.state, asked.attempts = "unknown", 1

    status, answer = settle_case(app, first, "second")

    assert status == 200, answer
    assert db.session.get(HandOver, id_of(one)).corrected_by == answer["settlement"]["id"]
    assert db.session.get(HandOver, id_of(two)).device_id == second.tablet.id
    mine = select(Movement.verb).where(Movement.card_id == card(first.people[0]).id)
    lines = list(db.session.scalars(mine.order_by(Movement.id)))
    assert lines == ["vault_in", "check_out", "hand_over", "correct", "hand_over"]
    live = db.session.scalars(select(Activation.event_id).where(Activation.state != "withdrawn")).all()
    assert live == [id_of(one) if already_sent else id_of(two)]
    case = db.session.scalar(select(EventConflict.id))
    shown = logged_in(app, first.office.supervisor).get(f"/api/v1/conflicts/{case}")
    assert shown.json["first"]["record"]["id"] == id_of(one)
    all_hold()
