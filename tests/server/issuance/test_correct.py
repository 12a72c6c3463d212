"""A mistake is a counter-entry, as long as nothing outside depends on it (4.1.1.b)."""

import pytest
from sqlalchemy import select

from server.activation.models import Activation
from server.cards.models import Card
from server.custody.models import Movement
from server.db import db, transaction
from server.issuance.models import FinanceReport, HandOver, WrongFace
from server.sync.actions import receive_records
from server.verify import cards, persons
from tests.support.field import Field, id_of
from tests.support.sealing import posted

pytestmark = pytest.mark.both_engines


def send(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.reason or answer.verdict for answer in answers]


def card(out: Field, number: int = 0) -> Card:
    return db.session.get(Card, out.people[number]["card"]["id"])


def test_it_refuses_an_unknown_record_a_second_time_and_no_reason(out: Field) -> None:
    served = out.pen.hand_over(out.people[0])
    unknown = out.pen.correct("01a20fed-71cf-717a-9002-4cab3e61eae7")
    empty = out.pen.correct(id_of(served), reason="")
    first, second = out.pen.correct(id_of(served)), out.pen.correct(id_of(served))

    assert send(out, served, unknown, empty, first, second) == [
        "accepted", "correction_of_unknown", "correction_needs_reason", "accepted", "correction_twice",
    ]  # fmt: skip


def test_it_leaves_an_activation_that_may_have_left_to_people(out: Field) -> None:
    served = out.pen.hand_over(out.people[0])
    send(out, served)
    with transaction():
        db.session.scalar(select(Activation)).state = "sent"

    assert send(out, out.pen.correct(id_of(served))) == ["correction_after_activation"]
    assert card(out).custody_state == "handed_over"
    assert db.session.get(HandOver, id_of(served)).corrected_by is None


def test_it_leaves_a_card_with_a_bank_account_to_people(out: Field) -> None:
    served = out.pen.hand_over(out.people[0])
    send(out, served, out.pen.finance(out.people[0]))

    assert send(out, out.pen.correct(id_of(served))) == ["correction_after_activation"]


def test_h2_it_takes_a_hand_over_back_and_lets_the_card_be_handed_over_again(out: Field) -> None:
    served = out.pen.hand_over(out.people[0])
    correction = out.pen.correct(id_of(served), reason="wrong_person")
    again = out.pen.hand_over(out.people[0])

    assert send(out, served, correction, again) == ["accepted"] * 3
    assert db.session.get(HandOver, id_of(served)).corrected_by == id_of(correction)
    assert (card(out).custody_state, card(out).face_check) == ("handed_over", "correct")
    lines = db.session.scalars(select(Movement).where(Movement.card_id == card(out).id).order_by(Movement.id)).all()
    assert [line.verb for line in lines] == ["vault_in", "check_out", "hand_over", "correct", "hand_over"]
    assert lines[3].reverses_id == lines[2].id
    states = db.session.scalars(select(Activation.state).order_by(Activation.created_at)).all()
    assert sorted(states) == ["pending", "withdrawn"]
    assert cards.check().holds
    assert persons.check().holds


def test_it_takes_back_a_wrong_card_and_a_bank_report(out: Field) -> None:
    wrong = out.pen.wrong_face(out.people[0])
    served, finance = out.pen.hand_over(out.people[1]), out.pen.finance(out.people[1])
    by_manager = {"officer": out.office.bank_manager}

    assert (
        send(out, wrong, served, finance, out.pen.correct(id_of(wrong)), out.pen.correct(id_of(finance), **by_manager))
        == ["accepted"] * 5
    )
    assert card(out).custody_state == "checked_out"
    assert card(out, 1).finance_state == "inactive"
    assert db.session.get(WrongFace, id_of(wrong)).corrected_by
    assert db.session.get(FinanceReport, id_of(finance)).corrected_by


def test_it_refuses_to_activate_before_the_hand_over_and_by_anybody_else(out: Field) -> None:
    person = out.people[0]

    assert send(
        out,
        out.pen.finance(person),
        out.pen.hand_over(person),
        out.pen.finance(person, officer=out.office.specialist),
        out.pen.finance(person, "refused"),
        out.pen.finance(person),
    ) == ["card_not_handed_over", "accepted", "not_the_bank_manager", "accepted", "accepted"]
    assert card(out).finance_state == "requested"


def test_a_bank_report_taken_back_says_nothing_about_the_password(out: Field) -> None:
    by_manager = {"officer": out.office.bank_manager}
    served = out.pen.hand_over(out.people[0])
    unwilling = {
        "card_id": out.people[0]["card"]["id"], "cardholder_id": out.people[0]["cardholder_id"], "result": "refused",
        "reason": "unwilling", "terminal_reference": None, "password_changed": False,
    }  # fmt: skip
    refused = out.pen.write("finance.activated", unwilling, **by_manager)
    activated = out.pen.finance(out.people[0])
    send(out, served, refused, activated)
    before = card(out).password_changed

    assert send(out, out.pen.correct(id_of(activated), **by_manager)) == ["accepted"]
    after_one = card(out).password_changed
    assert send(out, out.pen.correct(id_of(refused), **by_manager)) == ["accepted"]

    assert (before, after_one, card(out).password_changed) == ("changed", "not_changed", "unknown")
