"""Temporary cards come back or are paid for; receipts are used once; the province is asked (2.1-2.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.activation.actions import retry
from server.activation.models import Activation
from server.activation.relay.actions import drain
from server.audit import Actor, acting_as
from server.cards.models import Cardholder
from server.cards.temporary.actions import store_temporary_cards
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.issuance.models import HandOver
from server.issuance.outcomes.queries import hand_over_detail
from server.issuance.receipt_books.actions import add_receipt_book
from server.issuance.receipt_books.models import ReceiptRange, ReceiptUse
from server.issuance.receipt_books.rules import Numbers, free_run
from server.issuance.temporary_cards.actions import Settling, open_late_tasks, settle_task
from server.issuance.temporary_cards.models import TemporaryCardSettlement, TemporaryCardTask
from server.rounds.models import Round
from server.sync.actions import receive_records
from server.verify import fees, receipts
from tests.support.collecting import fee, give_book, go_out_with_receipts, of_person, told
from tests.support.far_sides import outside as run_outside
from tests.support.field import Field, check_out, go_out, id_of, new_tablet, pack, plan, stock
from tests.support.people import HEADERS, as_officer, logged_in
from tests.support.sealing import posted
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines


@dataclass(frozen=True)
class Line:
    """A line of a list of temporary cards."""

    social_security_number: str
    number: str
    issued_on: date | None = None


@pytest.fixture
def out(app: Flask) -> Field:
    return go_out_with_receipts(app)


@pytest.fixture
def outside(tmp_path):
    with run_outside(tmp_path) as running:
        yield running


def send(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def carry(outside) -> None:
    with acting_as(Actor(system="job:relay")):
        drain(outside.far_sides)


def shown(out: Field, record: bytes) -> dict:
    with as_officer(out.office.supervisor):
        return hand_over_detail(id_of(record))


def uses() -> list[tuple[str, str]]:
    return [(one.receipt_number, one.state) for one in db.session.scalars(select(ReceiptUse).order_by(ReceiptUse.id))]


def a_later_list(person: dict) -> None:
    number = db.session.get(Cardholder, person["cardholder_id"]).social_security_number
    with acting_as(Actor(system="job:test")):
        store_temporary_cards("222426", utc_now() + timedelta(minutes=1), "卡管系统", [Line(number, "L0007")])


# Refused.


def test_it_parks_a_fee_that_is_not_twenty_yuan_and_a_receipt_of_another_range_or_used_twice(out: Field) -> None:
    one, two, three, four, _ = out.people
    assert send(
        out,
        out.pen.hand_over(one, payload=told("lost", paid=fee(amount_fen=1000))),
        out.pen.hand_over(two, payload=told("lost", paid=fee("TS-000121"))),
        out.pen.hand_over(three, payload=told("lost", paid=fee("TS-000101"))),
        out.pen.hand_over(four, payload=told("damaged", paid=fee("TS-000101"))),
    ) == ["fee_wrong", "receipt_out_of_range", "accepted", "receipt_used_twice"]
    assert uses() == [("TS-000101", "used")]


def test_a_voided_receipt_is_never_given_until_the_void_is_taken_back(out: Field) -> None:
    void = out.pen.write("receipt.voided", {"receipt_number": "TS-000101", "reason": "torn"})
    paid = out.pen.hand_over(out.people[0], payload=told("lost", paid=fee()))
    assert send(out, void, paid) == ["accepted", "receipt_used_twice"]

    correction = out.pen.correct(id_of(void))
    again = out.pen.hand_over(out.people[0], payload=told("lost", paid=fee()))
    assert send(out, correction, again) == ["accepted", "accepted"]
    assert receipts.check().holds


def test_the_tablet_of_a_specialist_without_a_book_gives_no_receipt(app: Flask) -> None:
    out = go_out(app)
    out.tablet.put(STROKES)
    assert out.header["receipts"] is None
    assert send(out, out.pen.hand_over(out.people[0], payload=told("lost", paid=fee()))) == ["receipt_out_of_range"]


def test_a_second_settlement_of_one_person_is_parked(out: Field) -> None:
    person = of_person(out.people[0])
    back = out.pen.write("temp_card.returned", {**person, "number": None, "note": None})
    late = out.pen.write("temp_card.fee_paid", {**person, "kind": "lost", **fee()})
    assert send(out, back, late) == ["accepted", "temporary_card_settled"]


# Accepted.


def test_the_hand_over_is_settled_only_when_the_province_has_confirmed_the_recovery(out: Field, outside) -> None:
    record = out.pen.hand_over(out.people[0], payload=told("returned", "L0007"))
    assert send(out, record) == ["accepted"]
    before = shown(out, record)
    assert (before["temporary_card_state"], before["settled"]) == ("returned", False)

    outside.fail("refuse", times=1)
    carry(outside)
    after = shown(out, record)
    kinds = {one.kind: one.state for one in after["activations"]}
    assert sorted(kinds.values()) == ["confirmed", "refused"], "one waits for nothing that the other does"

    for activation in db.session.scalars(select(Activation).where(Activation.state == "refused")):
        outside.control.delete(f"/control/activations/card-management/{activation.business_key}")
        with as_officer(out.office.supervisor):
            retry(activation.id)
    carry(outside)
    settled = shown(out, record)
    assert (settled["temporary_card_state"], settled["settled"]) == ("recycled", True)
    bodies = [one for one in outside.activations() if one["key"].startswith("recovery-")]
    assert [one["state"] for one in bodies] == ["recovered"]
    assert '"temporary_card_number": "L0007", "how": "returned"' in bodies[0]["body"]


def test_a_lost_card_is_paid_for_to_the_fen_and_may_be_paid_first(out: Field) -> None:
    one, two, *_ = out.people
    paid_first = out.pen.write("temp_card.fee_paid", {**of_person(one), "kind": "damaged", **fee("TS-000102")})
    card_later = out.pen.hand_over(one, payload=told("damaged", paid=fee("TS-000102")))
    at_once = out.pen.hand_over(two, payload=told("lost", paid=fee("TS-000101")))
    assert send(out, paid_first, card_later, at_once) == ["accepted", "accepted", "accepted"]

    settled = db.session.scalars(select(TemporaryCardSettlement).order_by(TemporaryCardSettlement.how)).all()
    assert [(one.how, one.state, one.fee_fen) for one in settled] == [("damaged", "paid", 2000), ("lost", "paid", 2000)]
    assert fees.check().counts == {"fees": 2, "fen": 4000}
    assert fees.check().holds
    assert receipts.check().holds


def test_a_hand_over_taken_back_gives_the_fee_back_and_voids_the_receipt(out: Field) -> None:
    paid = out.pen.hand_over(out.people[0], payload=told("lost", paid=fee()))
    send(out, paid)
    assert send(out, out.pen.correct(id_of(paid))) == ["accepted"]
    assert uses() == [("TS-000101", "void")]
    assert db.session.scalar(select(Activation.state).where(Activation.kind == "recovery")) == "withdrawn"
    assert fees.check().counts["fen"] == 0
    again = out.pen.hand_over(out.people[0], payload=told("lost", paid=fee("TS-000102")))
    assert send(out, again) == ["accepted"]
    assert fees.check().holds


def test_a_fee_paid_by_mistake_is_taken_back_and_one_that_the_province_knows_is_left_to_people(out: Field) -> None:
    paid = out.pen.write("temp_card.fee_paid", {**of_person(out.people[0]), "kind": "lost", **fee()})
    assert send(out, paid, out.pen.correct(id_of(paid))) == ["accepted", "accepted"]
    assert uses() == [("TS-000101", "void")]

    again = out.pen.write("temp_card.fee_paid", {**of_person(out.people[0]), "kind": "lost", **fee("TS-000102")})
    assert send(out, again) == ["accepted"]
    with transaction():
        for activation in db.session.scalars(select(Activation).where(Activation.event_id == id_of(again))):
            activation.state = "sent"
    assert send(out, out.pen.correct(id_of(again))) == ["correction_after_activation"]
    assert fees.check().counts["fen"] == 2000


def test_two_tablets_never_have_one_number_and_numbers_come_back_when_a_round_is_over(app: Flask, out: Field) -> None:
    assert (out.header["receipts"]["first"], out.header["receipts"]["last"]) == (101, 120)
    send(out, out.pen.hand_over(out.people[0], payload=told("lost", paid=fee("TS-000103"))))

    stock(out.office, 2, first_number=500)
    second = plan(out.office)
    check_out(out.office, second)
    pack(out.office, second, new_tablet(app, out.office))
    assert [(one.first, one.last) for one in db.session.scalars(select(ReceiptRange).order_by(ReceiptRange.first))] == [
        (101, 120),
        (121, 140),
    ]

    with transaction():
        db.session.get(Round, out.round_id).state = "closed"
    stock(out.office, 2, first_number=600)
    third = plan(out.office)
    check_out(out.office, third)
    lease = pack(out.office, third, new_tablet(app, out.office))
    found = db.session.get(ReceiptRange, lease.id)
    assert (found.first, found.last) == (101, 102)


def test_a_run_of_free_numbers_stops_at_the_first_that_is_taken() -> None:
    assert free_run(Numbers(1, 9), {1, 2, 6}, 20) == Numbers(3, 5)
    assert free_run(Numbers(1, 9), {1}, 3) == Numbers(2, 4)
    assert free_run(Numbers(1, 2), {1, 2}, 3) is None


# Found too late.


def test_a_later_list_opens_a_task_and_never_undoes_the_hand_over(out: Field) -> None:
    record = out.pen.hand_over(out.people[0])
    send(out, record)
    a_later_list(out.people[0])
    with acting_as(Actor(system="job:test")):
        assert (open_late_tasks(), open_late_tasks()) == (1, 0)
    task = db.session.scalars(select(TemporaryCardTask)).one()
    assert (task.state, task.number, task.hand_over_id) == ("open", "L0007", id_of(record))
    assert db.session.get(HandOver, id_of(record)).corrected_by is None

    back = out.pen.write("temp_card.returned", {**of_person(out.people[0]), "number": "L0007", "note": "家里找到"})
    assert send(out, back) == ["accepted"]
    assert db.session.get(TemporaryCardTask, task.id, populate_existing=True).state == "settled"

    assert send(out, out.pen.correct(id_of(back))) == ["accepted"]
    assert db.session.get(TemporaryCardTask, task.id, populate_existing=True).state == "open"
    assert db.session.scalars(select(TemporaryCardSettlement)).one().state == "issued"


def test_a_task_is_settled_at_the_desk_with_a_receipt_of_the_own_book(app: Flask, out: Field) -> None:
    send(out, out.pen.hand_over(out.people[0]))
    a_later_list(out.people[0])
    with acting_as(Actor(system="job:test")):
        open_late_tasks()
    task_id = db.session.scalars(select(TemporaryCardTask.id)).one()
    officer = out.office.specialist
    with as_officer(officer):
        for settling, code in (
            (Settling("lost"), "receipt_missing"),
            (Settling("lost", receipt_number="TS-000105"), "receipt_out_of_range"),
            (Settling("list_wrong"), "reason_missing"),
        ):
            with pytest.raises(Refusal, match=code):
                settle_task(task_id, officer, settling)

    client = logged_in(app, officer)
    answer = client.post(
        f"/api/v1/temporary-card-tasks/{task_id}/settle",
        json={"how": "lost", "receipt_number": "TS-000150"},
        headers=HEADERS,
    )
    assert (answer.status_code, answer.json["outcome"]) == (200, "lost")
    assert uses() == [("TS-000150", "used")]
    assert db.session.scalar(select(Activation.state).where(Activation.kind == "recovery")) == "pending"
    with as_officer(officer), pytest.raises(Refusal, match="temporary_card_task_settled"):
        settle_task(task_id, officer, Settling("returned"))
    assert receipts.check().holds


def test_receipt_books_do_not_overlap_and_show_how_far_they_are_used(app: Flask, out: Field) -> None:
    send(out, out.pen.hand_over(out.people[0], payload=told("lost", paid=fee("TS-000103"))))
    with as_officer(out.office.supervisor):
        for numbers, code in ((Numbers(150, 170), "receipt_book_overlaps"), (Numbers(9, 1), "receipt_book_empty")):
            with pytest.raises(Refusal, match=code):
                add_receipt_book(out.office.specialist, "TS-", numbers, 6, out.office.supervisor)
    give_book(out.office, 201, 210)
    books = logged_in(app, out.office.supervisor).get("/api/v1/receipt-books", headers=HEADERS).json["items"]
    assert [(one["first"], one["used"], one["set_aside"], one["free"]) for one in books] == [
        (201, 0, 0, 10),
        (101, 1, 19, 40),
    ]
