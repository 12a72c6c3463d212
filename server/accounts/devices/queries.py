"""Read devices."""

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from server.accounts.devices.models import Device, DeviceOfficer
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.accounts.scope import one_in_scope, scoped
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
