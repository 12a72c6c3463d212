"""Take a notice."""

from collections.abc import Sequence

from sqlalchemy import select

from server import audit
from server.activation.gateways import Answer
from server.activation.gateways.http import DONE
from server.activation.models import Activation
from server.activation.notices.models import ActivationNotice
from server.activation.relay.actions import settle_by_notice
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction


def take_notice(notice_id: str, kinds: Sequence[str], body: dict[str, str | None]) -> bool:
    """Settle the activation a notice speaks of; return False when the notice was taken before.

    Raises:
        Refusal: not_found for a key we never sent.
    """
    with transaction():
        if db.session.get(ActivationNotice, notice_id) is not None:
            return False
        key, state = str(body["key"]), str(body["state"])
        statement = select(Activation).where(Activation.business_key == key, Activation.kind.in_(kinds))
        activation = db.session.scalar(statement.with_for_update())
        if activation is None:
            raise Refusal("not_found")
        received = ActivationNotice(id=notice_id, business_key=key, state=state, received_at=utc_now())
        db.session.add(received)
        audit.record("take_notice", "activation", activation.id, "1.2.2.d", state=state)
        answer = Answer("confirmed" if state in DONE else "refused", body["reference"], body["reason"])
        settle_by_notice(activation, answer)
    return True
