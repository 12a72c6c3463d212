"""Read where the activations of a device's own records stand: ids and states, nothing about people."""

from typing import Any

from sqlalchemy import select

from server.activation.models import Activation
from server.db import db
from server.issuance.models import FinanceReport, HandOver
from server.rules import policy


def confirmations_for(device_id: str) -> list[Activation]:
    """Return the activations behind the last hand-overs and finance reports of a device."""
    event_ids = [*_last(HandOver, device_id), *_last(FinanceReport, device_id)]
    found = select(Activation).where(Activation.event_id.in_(event_ids)).order_by(Activation.id)
    return list(db.session.scalars(found))


def _last(model: Any, device_id: str) -> list[str]:
    # An id grows with time: the newest records have the highest.
    newest = select(model.id).where(model.device_id == device_id).order_by(model.id.desc())
    return list(db.session.scalars(newest.limit(policy("device.confirmations"))))
