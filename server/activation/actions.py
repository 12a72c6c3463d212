"""Ask for an activation, take a request back, try one again."""

from sqlalchemy import select

from server import audit
from server.activation.models import Activation
from server.activation.queries import activation_in_scope
from server.activation.rules import Kind, business_key
from server.cards.actions import change_state
from server.cards.models import Card
from server.core.clock import utc_now
from server.db import db, transaction
from server.rules import next_state


def request(kind: Kind, card: Card, event_id: str) -> Activation:
    """Leave the request for the relay, in the transaction that records why (1.2.2.d)."""
    with transaction():
        now = utc_now()
        activation = Activation(
            business_key=business_key(kind, card.area_code, card.number, event_id),
            kind=kind,
            card_id=card.id,
            area_code=card.scope_area_code,
            bank_code=card.bank_code,
            event_id=event_id,
            state="pending",
            next_try_at=now,
            created_at=now,
        )
        db.session.add(activation)
        db.session.flush()
        audit.record("request_activation", "activation", activation.id, "1.2.2.d", kind=kind, event=event_id)
    return activation


def withdraw(kind: Kind, event_id: str) -> bool:
    """Take back a request that never left; return False when the far side may already know of it."""
    with transaction():
        statement = select(Activation).where(Activation.kind == kind, Activation.event_id == event_id).with_for_update()
        activation = db.session.scalar(statement)
        if activation is None:
            return True
        if activation.state != "pending" or activation.attempts > 0:
            return False
        _move(activation, "withdraw")
        activation.settled_at = utc_now()
        audit.record("withdraw_activation", "activation", activation.id, "4.1.1.b", event=event_id)
    return True


def retry(activation_id: str) -> Activation:
    """Send a refused or given-up request again, under the same key.

    Raises:
        Refusal: not_found; illegal_transition for one that is under way or done, or whose card was
            reported anew since.
    """
    with transaction():
        activation = activation_in_scope(activation_id)
        if (activation.kind, activation.state) == ("finance", "refused"):
            # The bank's refusal made the card inactive: only what is requested can be confirmed.
            change_state(activation.card_id, "finance", "request", event_id=activation.event_id)
        _move(activation, "retry")
        activation.attempts = 0
        activation.next_try_at = utc_now()
        activation.settled_at = activation.problem = None
        audit.record("retry_activation", "activation", activation.id, "1.2.2.d")
    return activation


def _move(activation: Activation, verb: str) -> None:
    activation.state = next_state("activation", activation.state, verb)
