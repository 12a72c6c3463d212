from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from server.audit.models import AuditEntry
from server.audit.queries import first_broken_entry
from server.cards.models import Card
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.actions import (
    check_out_cards,
    hand_over_card,
    move,
    recall_card,
    return_cards,
    reverse_movement,
)
from server.custody.models import Movement
from server.custody.queries import movement_of_event, movements_of_card
from server.custody.receipts.actions import Count, receive_batch
from server.custody.rules import Holder, Occasion
from server.db import db, transaction

pytestmark = pytest.mark.both_engines

ROUND = new_id()


@pytest.fixture
def received(acting, stock):
    receive_batch(stock.batch_id, Count(stock.vault_id, 10))
    return stock


@pytest.fixture
def out(received):
    """All ten cards are out with a round."""
    check_out_cards(
        ROUND, received.card_ids, received.vault_id, custodian_id=received.custodian, specialist_id=received.specialist
    )
    return received


def state_of(card_id):
    return db.session.execute(
        select(Card.custody_state, Card.holder_kind, Card.holder_id).where(Card.id == card_id)
    ).one()


def refusal_of(act, *args, **kwargs):
    before = db.session.scalar(select(func.count()).select_from(Movement))
    with pytest.raises(Refusal) as refused:
        act(*args, **kwargs)
    assert db.session.scalar(select(func.count()).select_from(Movement)) == before
    return refused.value.code


def event(out, **more):
    return Occasion(officer_id=out.specialist, round_id=ROUND, event_id=new_id(), **more)


def test_it_refuses_what_the_machine_does_not_know(received):
    assert refusal_of(move, received.card_ids, "hand_over", Holder("cardholder"), Occasion()) == "illegal_transition"


def test_it_refuses_cards_that_do_not_exist(received):
    assert refusal_of(move, [new_id()], "check_out", Holder("round", ROUND), Occasion()) == "not_found"
    assert refusal_of(move, [], "check_out", Holder("round", ROUND), Occasion()) == "no_cards_named"


def test_one_card_that_is_elsewhere_keeps_all_of_them_here(received):
    people = {"custodian_id": received.custodian, "specialist_id": received.specialist}
    check_out_cards(ROUND, received.card_ids[:1], received.vault_id, **people)
    assert refusal_of(check_out_cards, new_id(), received.card_ids, received.vault_id, **people) == "card_not_here"
    assert state_of(received.card_ids[5]).custody_state == "in_vault"


def test_nobody_hands_cards_to_themselves(received):
    people = {"custodian_id": received.custodian, "specialist_id": received.custodian}
    assert refusal_of(check_out_cards, ROUND, received.card_ids, received.vault_id, **people) == "same_person_twice"
    assert refusal_of(return_cards, ROUND, received.card_ids, received.vault_id, **people) == "same_person_twice"


def test_a_round_s_card_goes_into_its_holder_s_hand(out):
    card = out.card_ids[0]
    person = db.session.scalar(select(Card.cardholder_id).where(Card.id == card))
    at = datetime(2026, 11, 24, 3, 26, tzinfo=UTC)
    hand_over_card(card, person, event(out, at=at))
    assert state_of(card) == ("handed_over", "cardholder", person)
    assert [line.clause for line in movements_of_card(card)] == ["1.0.b", "1.2.2.a", "1.2.2.c"]
    assert movements_of_card(card)[-1].at == at
    assert movements_of_card(card)[-1].recorded_at > at


def test_a_card_is_not_handed_over_twice(out):
    hand_over_card(out.card_ids[0], new_id(), event(out))
    assert refusal_of(hand_over_card, out.card_ids[0], new_id(), event(out)) == "card_not_here"


def test_another_round_cannot_hand_the_card_over(out):
    foreign = Occasion(officer_id=out.specialist, round_id=new_id(), event_id=new_id())
    assert refusal_of(hand_over_card, out.card_ids[0], new_id(), foreign) == "card_not_here"


def test_a_wrong_card_stays_with_the_team(out):
    recall_card(out.card_ids[0], event(out, reason="wrong_face"))
    assert state_of(out.card_ids[0]) == ("recalled", "round", ROUND)
    assert not db.session.get(Card, out.card_ids[0]).live


def test_cards_come_back_into_the_vault(out):
    return_cards(ROUND, out.card_ids[3:], out.vault_id, specialist_id=out.specialist, custodian_id=out.custodian)
    assert state_of(out.card_ids[3]) == ("in_vault", "vault", out.vault_id)
    assert state_of(out.card_ids[0]) == ("checked_out", "round", ROUND)


def test_a_mistake_is_a_counter_entry_and_the_line_stays(out):
    card = out.card_ids[0]
    done = event(out)
    hand_over_card(card, new_id(), done)
    line = movement_of_event(done.event_id)
    reverse_movement(line.id, event(out, reason="wrong_person"))
    assert state_of(card) == ("checked_out", "round", ROUND)
    trail = movements_of_card(card)
    assert [m.verb for m in trail] == ["vault_in", "check_out", "hand_over", "correct"]
    assert (trail[-1].reverses_id, trail[-1].reason) == (line.id, "wrong_person")


def test_it_refuses_to_reverse_twice_or_without_a_reason_or_out_of_turn(out):
    done = event(out)
    hand_over_card(out.card_ids[0], new_id(), done)
    line = movement_of_event(done.event_id).id
    assert refusal_of(reverse_movement, line, event(out)) == "reason_missing"
    check_out = movements_of_card(out.card_ids[0])[1].id
    assert refusal_of(reverse_movement, check_out, event(out, reason="x")) == "movement_not_last"
    reverse_movement(line, event(out, reason="wrong_person"))
    assert refusal_of(reverse_movement, line, event(out, reason="wrong_person")) == "movement_not_last"
    other = movements_of_card(out.card_ids[1])[-1].id
    assert refusal_of(reverse_movement, other, event(out, reason="x")) == "illegal_transition"


def test_a_movement_falls_with_the_action_it_belongs_to(out):
    def hand_over_and_break():
        with transaction():
            hand_over_card(out.card_ids[0], new_id(), event(out))
            raise RuntimeError("the hand-over could not be written")

    with pytest.raises(RuntimeError):
        hand_over_and_break()
    assert state_of(out.card_ids[0]).custody_state == "checked_out"
    assert len(movements_of_card(out.card_ids[0])) == 2


def test_the_card_always_says_what_its_last_line_says(out):
    """I7: one hand, and it is the ledger's."""
    hand_over_card(out.card_ids[0], new_id(), event(out))
    recall_card(out.card_ids[1], event(out))
    return_cards(ROUND, out.card_ids[2:5], out.vault_id, specialist_id=out.specialist, custodian_id=out.custodian)
    for card in db.session.scalars(select(Card)):
        last = movements_of_card(card.id)[-1]
        assert (card.last_movement_id, card.custody_state) == (last.id, last.to_state)
        assert (card.holder_kind, card.holder_id) == (last.to_kind, last.to_id)


def test_each_act_is_audited_once_and_its_lines_name_it(out):
    entries = {
        entry.id: entry
        for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.action == "check_out_cards"))
    }
    assert len(entries) == 1
    (audit_id,) = entries
    assert entries[audit_id].facts["cards"] == 10
    lines = db.session.scalars(select(Movement).where(Movement.verb == "check_out"))
    assert {line.audit_id for line in lines} == {audit_id}
    assert first_broken_entry() is None
