"""Read whether the bank manager of a round checks on a phone."""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import select

from server.accounts.devices.models import Device, DeviceOfficer
from server.db import db
from server.rounds.models import Lease, Round
from server.rounds.queries import COMPANION

# packed: a phone carries the round; enrolled: the manager has one that does not carry it yet.
PhoneOfRound = Literal["packed", "enrolled", "none"]
_CLOSED = "closed"


def phone_of_round(of: Round) -> PhoneOfRound:
    """Return how far the bank manager's phone is for a round (1.2.2.b)."""
    return phones_of_rounds([of])[of.id]


def phones_of_rounds(rounds: Collection[Round]) -> dict[str, PhoneOfRound]:
    """Return the same for several rounds; a phone that was shut out is none."""
    carried = select(Lease.round_id).join(Device, Device.id == Lease.device_id)
    carried = carried.where(
        Lease.round_id.in_([one.id for one in rounds]),
        Lease.revoked_at.is_(None),
        Device.kind == COMPANION,
        Device.revoked_at.is_(None),
    )
    packed = set(db.session.scalars(carried))
    enrolled = select(DeviceOfficer.officer_id).join(Device, Device.id == DeviceOfficer.device_id)
    enrolled = enrolled.where(
        DeviceOfficer.officer_id.in_({one.bank_manager_id for one in rounds}),
        Device.kind == COMPANION,
        Device.enrolled_at.is_not(None),
        Device.revoked_at.is_(None),
    )
    managers = set(db.session.scalars(enrolled))
    return {one.id: _phone(one.id in packed, one.bank_manager_id in managers) for one in rounds}


def rounds_held(device_id: str) -> list[Round]:
    """Return the rounds a device carries and nobody has closed, in the order of their days."""
    statement = (
        select(Round)
        .join(Lease, Lease.round_id == Round.id)
        .where(Lease.device_id == device_id, Lease.revoked_at.is_(None), Round.state != _CLOSED)
        .order_by(Round.planned_on, Round.number)
    )
    return list(db.session.scalars(statement).unique())


def _phone(packed: bool, enrolled: bool) -> PhoneOfRound:
    if packed:
        return "packed"
    return "enrolled" if enrolled else "none"
