from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from server.activation.actions import request, retry, withdraw
from server.activation.models import Activation, ActivationAttempt
from server.activation.relay.actions import claim, drain
from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.cards.actions import change_state
from server.cards.models import Card, CardStateChange
from server.core import failpoints
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy
from tests.support.field import stock

pytestmark = pytest.mark.both_engines
LATER = timedelta(hours=1)
KINDS = ["social", "recovery", "finance"]


def state_of(activation_id):
    return db.session.get_one(Activation, activation_id, populate_existing=True).state


def calls_of(activation_id):
    statement = select(ActivationAttempt).where(ActivationAttempt.activation_id == activation_id)
    return [(one.call, one.outcome) for one in db.session.scalars(statement.order_by(ActivationAttempt.id))]


def test_it_enables_the_card_when_the_far_side_confirms(card, outside):
    activation = request("social", card, new_id())
    assert drain(outside.far_sides) == 1
    assert state_of(activation.id) == "confirmed"
    assert db.session.get_one(Card, card.id).social_state == "enabled"
    change = db.session.scalars(select(CardStateChange).where(CardStateChange.axis == "social")).one()
    assert (change.clause, change.event_id) == ("1.2.2.d", activation.event_id)
    assert outside.activations()[0]["effects"] == 1


def test_g1_t12_it_queries_before_it_asks_again_when_the_answer_was_lost_after_the_far_side_acted(card, outside):
    activation = request("social", card, new_id())
    outside.fail("time_out_after", seconds=1)
    drain(outside.far_sides)
    assert state_of(activation.id) == "unknown"
    assert db.session.get_one(Card, card.id).social_state == "sealed"
    with time_machine.travel(utc_now() + LATER):
        drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"
    assert calls_of(activation.id) == [("ask", "unknown"), ("query", "confirmed")]
    assert [one["effects"] for one in outside.activations()] == [1]


def test_it_asks_again_under_the_same_key_when_the_far_side_knows_nothing(card, outside):
    activation = request("social", card, new_id())
    outside.fail("time_out_before", seconds=1)
    drain(outside.far_sides)
    for hours in (1, 2):
        with time_machine.travel(utc_now() + hours * LATER):
            drain(outside.far_sides)
    assert calls_of(activation.id) == [("ask", "unknown"), ("query", "absent"), ("ask", "confirmed")]
    assert [one["key"] for one in outside.activations()] == [activation.business_key]


def test_it_keeps_the_reason_of_a_refusal_and_the_card_stays_sealed(card, outside):
    activation = request("social", card, new_id())
    outside.fail("refuse", reason="number_unknown")
    drain(outside.far_sides)
    settled = db.session.get_one(Activation, activation.id)
    assert (settled.state, settled.problem) == ("refused", "number_unknown")
    assert db.session.get_one(Card, card.id).social_state == "sealed"


def test_a_refused_one_can_be_tried_again_after_the_far_side_was_put_right(office, card, outside):
    activation = request("social", card, new_id())
    outside.fail("refuse")
    drain(outside.far_sides)
    outside.control.delete(f"/control/activations/card-management/{activation.business_key}")
    with acting_as(Actor(officer_id=office.supervisor)):
        retry(activation.id)
    drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"


def test_a_confirmed_one_is_not_tried_again(office, card, outside):
    activation = request("social", card, new_id())
    drain(outside.far_sides)
    with acting_as(Actor(officer_id=office.supervisor)), pytest.raises(Refusal, match="illegal_transition"):
        retry(activation.id)


@pytest.mark.parametrize(
    ("fault", "facts"), [("down", {}), ("rate_limit", {"seconds": 7}), ("nonsense", {}), ("other_key", {})]
)
def test_g4_it_waits_and_loses_nothing_whatever_the_far_side_answers(card, outside, fault, facts):
    activation = request("social", card, new_id())
    outside.fail(fault, **facts)
    drain(outside.far_sides)
    waiting = db.session.get_one(Activation, activation.id)
    assert waiting.state in {"pending", "unknown"}
    assert waiting.next_try_at > utc_now() + timedelta(seconds=4)
    for hours in (1, 2):
        with time_machine.travel(utc_now() + hours * LATER):
            drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"
    assert sum(one["effects"] for one in outside.activations()) == 1


def test_it_gives_up_after_the_policy_s_tries_and_says_so(card, outside, monkeypatch):
    monkeypatch.setattr(
        "server.activation.relay.actions.policy", lambda key: 2 if key == "activation.max_attempts" else policy(key)
    )
    activation = request("social", card, new_id())
    outside.fail("nonsense", times=99)
    for hours in range(1, 7):
        with time_machine.travel(utc_now() + hours * LATER):
            drain(outside.far_sides)
    assert state_of(activation.id) == "dead"
    assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "give_up_activation"))


def test_g3_it_never_gives_up_on_a_far_side_that_was_down_for_days(card, outside, monkeypatch):
    tries = len(policy("activation.retry_seconds")) + 3
    monkeypatch.setattr(
        "server.activation.relay.actions.policy",
        lambda key: tries - 2 if key == "activation.max_attempts" else policy(key),
    )
    activation = request("social", card, new_id())
    outside.fail("down", times=tries)
    for hours in range(1, tries + 2):
        with time_machine.travel(utc_now() + hours * LATER):
            drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"


@pytest.mark.parametrize("seconds", ["9" * 12, "9" * 400])
def test_no_far_side_can_put_a_request_off_for_ever(card, outside, seconds):
    activation = request("social", card, new_id())
    outside.fail("rate_limit", seconds=seconds)
    drain(outside.far_sides)
    with time_machine.travel(utc_now() + 2 * LATER):
        drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"


def test_finance_becomes_active_only_when_the_bank_confirms(card, outside):
    with transaction():
        change_state(card.id, "finance", "request")
    activation = request("finance", card, new_id())
    outside.fail("down", system="bank")
    drain(outside.far_sides)
    assert db.session.get_one(Card, card.id).finance_state == "requested"
    with time_machine.travel(utc_now() + LATER):
        drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"
    assert db.session.get_one(Card, card.id).finance_state == "active"


def test_finance_is_inactive_again_when_the_bank_refuses(card, outside):
    with transaction():
        change_state(card.id, "finance", "request")
    request("finance", card, new_id())
    outside.fail("refuse", system="bank", reason="account_frozen")
    drain(outside.far_sides)
    assert db.session.get_one(Card, card.id).finance_state == "inactive"


def test_a_refused_activation_of_finance_can_be_tried_again_and_confirmed(office, card, outside):
    with transaction():
        change_state(card.id, "finance", "request")
    activation = request("finance", card, new_id())
    outside.fail("refuse", system="bank")
    drain(outside.far_sides)
    outside.control.delete(f"/control/activations/bank/{activation.business_key}")
    with acting_as(Actor(officer_id=office.supervisor)):
        retry(activation.id)
    assert db.session.get_one(Card, card.id).finance_state == "requested"
    drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"
    assert db.session.get_one(Card, card.id).finance_state == "active"


def test_a_refused_activation_of_finance_is_not_tried_again_once_the_card_was_reported_anew(office, card, outside):
    with transaction():
        change_state(card.id, "finance", "request")
    activation = request("finance", card, new_id())
    outside.fail("refuse", system="bank")
    drain(outside.far_sides)
    with transaction():
        change_state(card.id, "finance", "request")
    with acting_as(Actor(officer_id=office.supervisor)), pytest.raises(Refusal, match="illegal_transition"):
        retry(activation.id)
    assert state_of(activation.id) == "refused"


def test_one_row_that_is_refused_is_noted_and_the_others_go_on(office, card, outside):
    """The card was enabled by hand at the far side and here: its row says so, the next person's card is enabled."""
    first = request("social", card, new_id())
    [other_id] = stock(office, 1, first_number=50)
    second = request("social", db.session.get_one(Card, other_id), new_id())
    with transaction():
        change_state(card.id, "social", "enable")
    drain(outside.far_sides)
    refused = db.session.get_one(Activation, first.id, populate_existing=True)
    assert (refused.state, refused.problem, refused.lease_owner) == ("sent", "illegal_transition", None)
    assert refused.next_try_at > utc_now() + timedelta(seconds=policy("activation.retry_seconds")[-1] - 5)
    assert state_of(second.id) == "confirmed"
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "put_off_activation")).one()
    assert (noted.subject_id, noted.facts) == (first.id, {"code": "illegal_transition"})
    assert drain(outside.far_sides) == 0


def test_two_workers_never_take_the_same_row(office, card):
    for card_id in stock(office, 5, first_number=50):
        request("social", db.session.get_one(Card, card_id), new_id())
    first, second = claim("worker-1", KINDS), claim("worker-2", KINDS)
    assert len(first) == 5
    assert second == []


def test_the_row_of_a_dead_worker_is_queried_by_the_next_before_anything_is_asked(card, outside):
    activation = request("social", card, new_id())

    class Killed(BaseException):
        """Stands for a process that ends at once."""

    def die():
        raise Killed

    failpoints.arm("relay_after_ask", die)
    with pytest.raises(Killed):
        drain(outside.far_sides)
    failpoints.disarm()
    assert state_of(activation.id) == "sent"
    assert drain(outside.far_sides) == 0, "the lease of the dead worker still runs"
    with time_machine.travel(utc_now() + timedelta(seconds=policy("activation.lease_seconds") + 1)):
        drain(outside.far_sides)
    assert state_of(activation.id) == "confirmed"
    assert calls_of(activation.id) == [("query", "confirmed")]
    assert [one["effects"] for one in outside.activations()] == [1]


def test_a_request_that_never_left_is_withdrawn_and_never_sent(card, outside):
    event_id = new_id()
    activation = request("social", card, event_id)
    assert withdraw("social", event_id) is True
    assert drain(outside.far_sides) == 0
    assert state_of(activation.id) == "withdrawn"


def test_a_request_that_may_have_left_is_not_withdrawn(card, outside):
    event_id = new_id()
    request("social", card, event_id)
    outside.fail("time_out_after", seconds=1)
    drain(outside.far_sides)
    assert withdraw("social", event_id) is False


def test_it_writes_an_audit_entry_for_every_step(card, outside):
    activation = request("social", card, new_id())
    drain(outside.far_sides)
    statement = select(AuditEntry.action).where(AuditEntry.subject_id == activation.id).order_by(AuditEntry.id)
    assert db.session.scalars(statement).all() == ["request_activation", "send_activation", "activation_confirmed"]
