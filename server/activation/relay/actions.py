"""Drain the outbox of activations. At least once towards the far side, once in effect by its business key."""

import random
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from server import audit
from server.activation.gateways import Answer, FarSide, Request
from server.activation.models import Activation, ActivationAttempt
from server.activation.relay.queries import request_of
from server.activation.rules import wait_seconds
from server.cards.actions import Axis, change_state
from server.core import failpoints
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import next_state, policy

FarSides = Mapping[str, FarSide]

# What each answer to a request does to the activation.
_AFTER_ASK = {"confirmed": "confirm", "refused": "refuse", "unknown": "lose", "not_sent": "postpone"}
_AFTER_QUERY = {
    "confirmed": "confirm",
    "refused": "refuse",
    "unknown": "lose",
    "absent": "postpone",
    "not_sent": "lose",
}


def drain(far_sides: FarSides) -> int:
    """Send what is due until nothing is, and return how many calls were made."""
    calls = 0
    worker = new_id()
    while claimed := claim(worker, sorted(far_sides)):
        for activation_id in claimed:
            try:
                _carry(activation_id, worker, far_sides)
            except Refusal as refused:
                # What stands in the way of one row, a card that has moved on for instance, is no reason to stop.
                _put_off(activation_id, worker, refused.code)
            calls += 1
            time.sleep(1 / policy("activation.requests_per_second"))
    return calls


def claim(worker: str, kinds: Sequence[str]) -> list[str]:
    """Take due rows of these kinds under a lease; two workers never take the same one, on either engine."""
    now = utc_now()
    with transaction():
        statement = (
            select(Activation)
            .where(
                Activation.kind.in_(kinds),
                Activation.state.in_(("pending", "unknown", "sent")),
                Activation.next_try_at <= now,
                or_(Activation.lease_until.is_(None), Activation.lease_until < now),
            )
            .order_by(Activation.next_try_at, Activation.id)
            .limit(policy("activation.batch"))
            .with_for_update(skip_locked=True)
        )
        rows = db.session.scalars(statement).all()
        for row in rows:
            row.lease_owner = worker
            row.lease_until = now + timedelta(seconds=policy("activation.lease_seconds"))
        return [row.id for row in rows]


def _carry(activation_id: str, worker: str, far_sides: FarSides) -> None:
    activation = db.session.get_one(Activation, activation_id, populate_existing=True)
    if activation.lease_owner != worker:
        return
    far_side = far_sides[activation.kind]
    if activation.state == "pending":
        _ask(activation_id, worker, far_side)
        return
    # Sent and not settled, or unknown: nobody may ask again before the far side says it knows nothing.
    answer = far_side.query(activation.business_key)
    _settle(activation_id, worker, "query", answer, _AFTER_QUERY)


def _ask(activation_id: str, worker: str, far_side: FarSide) -> None:
    request = _mark_as_sent(activation_id, worker)
    if request is None:
        return
    failpoints.pass_by("relay_before_ask")
    answer = far_side.ask(request)
    failpoints.pass_by("relay_after_ask")
    _settle(activation_id, worker, "ask", answer, _AFTER_ASK)


def _mark_as_sent(activation_id: str, worker: str) -> Request | None:
    # Written before the call leaves: whatever kills us, the row says that the far side may know of it.
    with transaction():
        activation = db.session.get_one(Activation, activation_id, with_for_update=True, populate_existing=True)
        if activation.lease_owner != worker or activation.state != "pending":
            return None
        if activation.attempts >= policy("activation.max_attempts"):
            _give_up(activation)
            return None
        _move(activation, "send")
        activation.attempts += 1
        activation.sent_at = utc_now()
        audit.record("send_activation", "activation", activation.id, "1.2.2.d", attempt=activation.attempts)
        return request_of(activation)


def _settle(activation_id: str, worker: str, call: str, answer: Answer, verbs: dict[str, str]) -> None:
    now = utc_now()
    with transaction():
        activation = db.session.get_one(Activation, activation_id, with_for_update=True, populate_existing=True)
        if activation.lease_owner != worker:
            return
        db.session.add(
            ActivationAttempt(
                activation_id=activation_id, at=now, call=call, outcome=answer.outcome, problem=answer.problem
            )
        )
        if activation.state not in {"sent", "unknown"}:
            # A notice was quicker than this answer.
            activation.lease_owner = activation.lease_until = None
            return
        _note(activation, verbs[answer.outcome], answer, now)
        if answer.outcome == "not_sent":
            # A far side that is down for days is no reason to give up (fault G3): the wait grows, the count does not.
            activation.attempts = min(activation.attempts, len(policy("activation.retry_seconds")))
        if activation.state in {"pending", "unknown"}:
            activation.next_try_at = _next_try(activation, answer, now)


def _put_off(activation_id: str, worker: str, code: str) -> None:
    """Note on a row what refused it, where a person finds it, and look again after the longest wait."""
    with transaction():
        activation = db.session.get_one(Activation, activation_id, with_for_update=True, populate_existing=True)
        if activation.lease_owner != worker:
            return
        activation.lease_owner = activation.lease_until = None
        activation.problem = code
        activation.next_try_at = utc_now() + timedelta(seconds=policy("activation.retry_seconds")[-1])
        audit.record("put_off_activation", "activation", activation.id, "1.2.2.d", code=code)


def leave_by_file(activation: Activation) -> None:
    """Note that a request left with a sheet; joins the transaction that writes the sheet (design §7, file gateway)."""
    _move(activation, "send")
    activation.attempts += 1
    activation.sent_at = utc_now()
    audit.record("send_activation", "activation", activation.id, "1.2.2.d", attempt=activation.attempts)


def settle_by_notice(activation: Activation, answer: Answer) -> None:
    """Settle what a far side decided by itself; a decision that came before is not changed (fault G2)."""
    if activation.state not in {"sent", "unknown"}:
        return
    verb = _AFTER_ASK[answer.outcome]
    _note(activation, verb, answer, utc_now())


def _note(activation: Activation, verb: str, answer: Answer, now: datetime) -> None:
    _move(activation, verb)
    activation.lease_owner = activation.lease_until = None
    activation.problem = answer.problem
    activation.far_reference = answer.reference or activation.far_reference
    _write_effect(activation, now)


def _write_effect(activation: Activation, now: datetime) -> None:
    if activation.state not in {"confirmed", "refused"}:
        return
    activation.settled_at = now
    clause = "2.2" if activation.kind == "recovery" else "1.2.2.d"
    audit.record(f"activation_{activation.state}", "activation", activation.id, clause, kind=activation.kind)
    verb = _EFFECTS.get((activation.kind, activation.state))
    if verb:
        change_state(activation.card_id, verb[0], verb[1], event_id=activation.event_id)


# A refused social activation leaves the card sealed; a refused financial one is no longer requested. A recovery
# changes no card: what it says of the temporary one is read where that is settled (2.2).
_EFFECTS: dict[tuple[str, str], tuple[Axis, str]] = {
    ("social", "confirmed"): ("social", "enable"),
    ("finance", "confirmed"): ("finance", "confirm"),
    ("finance", "refused"): ("finance", "refuse"),
}


def _give_up(activation: Activation) -> None:
    _move(activation, "give_up")
    activation.lease_owner = activation.lease_until = None
    activation.settled_at = utc_now()
    audit.record("give_up_activation", "activation", activation.id, "1.2.2.d", attempts=activation.attempts)


def _next_try(activation: Activation, answer: Answer, now: datetime) -> datetime:
    jitter = random.random()  # noqa: S311 - spreads load, keeps no secret
    wait = wait_seconds(policy("activation.retry_seconds"), activation.attempts, jitter)
    return now + timedelta(seconds=max(wait, answer.retry_after or 0))


def _move(activation: Activation, verb: str) -> None:
    activation.state = next_state("activation", activation.state, verb)
