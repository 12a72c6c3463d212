"""Ask for an activation, take a request back, try one again."""

from typing import Any

from sqlalchemy import select

from server import audit
from server.activation.models import Activation
from server.activation.queries import activation_in_scope
from server.activation.rules import Kind, business_key
from server.cards.actions import change_state
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import next_state

_CLAUSES: dict[Kind, str] = {"social": "1.2.2.d", "finance": "1.2.2.d", "recovery": "2.2"}


def request(kind: Kind, card: Card, event_id: str, details: dict[str, Any] | None = None) -> Activation:
    """Leave the request for the relay, in the transaction that records why (1.2.2.d; a temporary card's, 2.2).

    Raises:
        Refusal: card_frozen.
    """
    with transaction():
        if kind != "recovery":
            _refuse_frozen(card)
        now = utc_now()
        activation = Activation(
            id=new_id(),
            business_key=business_key(kind, card.area_code, card.number, event_id),
            kind=kind,
            card_id=card.id,
            area_code=card.scope_area_code,
            bank_code=card.bank_code,
            event_id=event_id,
            details=details,
            state="pending",
            next_try_at=now,
            created_at=now,
        )
        db.session.add(activation)
        audit.record("request_activation", "activation", activation.id, _CLAUSES[kind], kind=kind, event=event_id)
    return activation


def withdraw(kind: Kind, event_id: str) -> bool:
    """Take back a request that never left; return False when the far side may already know of it."""
    with transaction():
        statement = select(Activation).where(Activation.kind == kind, Activation.event_id == event_id).with_for_update()
        activation = db.session.scalar(statement)
        # What the far side refused has no effect there that would have to be taken back.
        if activation is None or activation.state == "refused":
            return True
        if activation.state != "pending" or activation.attempts > 0:
            return False
        _withdraw(activation)
    return True


def _withdraw(activation: Activation) -> None:
    _move(activation, "withdraw")
    activation.settled_at = utc_now()
    audit.record("withdraw_activation", "activation", activation.id, "4.1.1.b", event=activation.event_id)


def is_asked(kind: Kind, card_id: str) -> bool:
    """Tell whether a card's function is asked for or enabled already."""
    statement = select(Activation.id).where(
        Activation.kind == kind,
        Activation.card_id == card_id,
        Activation.state.not_in(("withdrawn", "refused", "dead")),
    )
    return db.session.scalar(statement.limit(1)) is not None


def withdraw_all(card_id: str) -> None:
    """Take back what was asked for a card that is missing now and never left (4.1.5)."""
    with transaction():
        waiting = select(Activation).where(
            Activation.card_id == card_id, Activation.state == "pending", Activation.attempts == 0
        )
        for activation in db.session.scalars(waiting.with_for_update()).all():
            _withdraw(activation)


def retry(activation_id: str) -> Activation:
    """Send a refused or given-up request again, under the same key.

    Raises:
        Refusal: not_found; card_frozen; illegal_transition for one that is under way or done, or whose card was
            reported anew since.
    """
    with transaction():
        activation = activation_in_scope(activation_id)
        _refuse_frozen(db.session.get_one(Card, activation.card_id))
        if (activation.kind, activation.state) == ("finance", "refused"):
            # The bank's refusal made the card inactive: only what is requested can be confirmed.
            change_state(activation.card_id, "finance", "request", event_id=activation.event_id)
        _move(activation, "retry")
        activation.attempts = 0
        activation.next_try_at = utc_now()
        activation.settled_at = activation.problem = None
        audit.record("retry_activation", "activation", activation.id, "1.2.2.d")
    return activation


def _refuse_frozen(card: Card) -> None:
    # 4.1.5: whoever has a missing card must find it worth nothing.
    if card.custody_state == "missing":
        raise Refusal("card_frozen")


def _move(activation: Activation, verb: str) -> None:
    activation.state = next_state("activation", activation.state, verb)
