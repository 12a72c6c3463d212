"""Settle a line of the recall list."""

from server import audit
from server.activation.models import Activation
from server.audit import actor
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.issuance.recalls.models import RecallSettlement
from server.issuance.recalls.queries import recall_in_scope, settlement_of
from server.rules import reason_codes


def settle_recall(activation_id: str, how: str, note: str | None) -> Activation:
    """Note what was done about a refused activation; sending it again is `retry`, which takes it off by itself.

    Raises:
        Refusal: not_found, reason_unknown, recall_settled_already.
    """
    if how not in reason_codes("recall"):
        raise Refusal("reason_unknown")
    with transaction():
        activation = recall_in_scope(activation_id)
        if settlement_of(activation) is not None:
            raise Refusal("recall_settled_already")
        db.session.add(
            RecallSettlement(
                activation_id=activation.id,
                refused_at=activation.settled_at,
                how=how,
                note=note,
                at=utc_now(),
                settled_by=str(actor().officer_id),
            )
        )
        audit.record("settle_recall", "activation", activation.id, "1.2.2.d", how=how)
    return activation


def reopen_recall(activation: Activation) -> None:
    """Let a line of the recall list wait again; whoever takes its settlement back keeps what it said (4.1.1.b)."""
    found = settlement_of(activation)
    if found is not None:
        db.session.delete(found)
