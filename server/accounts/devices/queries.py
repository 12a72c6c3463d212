"""Read devices."""

from typing import NamedTuple

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from server.accounts.devices.models import Device, DeviceOfficer
from server.accounts.devices.rules import may_join_kind
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.accounts.rules import may_do
from server.accounts.scope import one_in_scope, reach_of, scoped
from server.accounts.signing_keys.models import SigningKey
from server.core.errors import Refusal
from server.db import db

# No device that anybody holds: what is typed in at an office's desk is filed under it.
DESK = "desk"


def known_device() -> Device:
    """Return the device this request comes from, revoked or not.

    Raises:
        Refusal: not_enrolled.
    """
    device: Device | None = g.get("songka_device")
    if device is None:
        raise Refusal("not_enrolled")
    return device


def current_device() -> Device:
    """Return the device this request comes from.

    Raises:
        Refusal: not_enrolled; device_revoked, upon which the device forgets its round data.
    """
    device = known_device()
    if device.revoked_at is not None:
        raise Refusal("device_revoked")
    return device


class DroppedKey(NamedTuple):
    """An officer's key on a device that opens nothing any more there, by the name of the half that signs."""

    officer_id: str
    kid: str


def is_fit_for(officer: Officer, device: Device) -> bool:
    """Tell whether an officer's role and area let them work on a device of an office."""
    theirs, its = reach_of(officer.organisation), reach_of(device.organisation)
    areas_meet = any(map(its.covers_area, theirs.areas)) or any(map(theirs.covers_area, its.areas))
    return may_do(officer.roles, "devices.join") and areas_meet


def dropped_keys(device: Device) -> list[DroppedKey]:
    """Return the officers' keys that a device must drop: ended, or their owner could not join it today (T2, 4.2).

    A key goes by its own name: a pair that the same officer made there since is another one and stays.
    """
    known = select(SigningKey).where(SigningKey.device_id == device.id, SigningKey.officer_id.is_not(None))
    keys = db.session.scalars(known.order_by(SigningKey.made_at, SigningKey.kid)).all()
    owners = {key.officer_id for key in keys}
    officers = db.session.scalars(select(Officer).where(Officer.id.in_(sorted(filter(None, owners)))))
    fit = {one.id for one in officers if _may_work_on(one, device)}
    return [DroppedKey(str(key.officer_id), key.kid) for key in keys if key.ended_at or key.officer_id not in fit]


def _may_work_on(officer: Officer, device: Device) -> bool:
    is_active = officer.disabled_at is None
    return is_active and is_fit_for(officer, device) and may_join_kind(device.kind, officer.roles)


def device_with(token_hash: str) -> Device | None:
    """Return the device that holds a token, revoked or not."""
    return db.session.scalar(select(Device).where(Device.token_hash == token_hash))


def devices() -> list[Device]:
    """Return the devices in scope, newest first."""
    # What a list shows of each comes in one statement a kind, however many devices there are.
    together = (
        selectinload(Device.organisation).selectinload(Organisation.areas),
        selectinload(Device.officers).selectinload(DeviceOfficer.officer).selectinload(Officer.role_rows),
    )
    statement = scoped(select(Device), Device).where(Device.kind != DESK).options(*together)
    return list(db.session.scalars(statement.order_by(Device.id.desc())))


def device_in_scope(device_id: str) -> Device:
    """Return one device.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Device, Device.id == device_id, Device.kind != DESK)
