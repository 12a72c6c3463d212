"""Devices, their enrolment codes and the officers who work on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.accounts.rules import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Device(Base):
    """One tablet or companion. `report` is what it last said about itself, as JSON.

    `public_key` verifies what only this device can sign: with it a browser that lost its cookie gets a new one.
    """

    __tablename__ = "device"
    __scope__ = Scoped(organisation="organisation_id")

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    public_key: Mapped[dict[str, Any] | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report: Mapped[dict[str, Any] | None]

    organisation: Mapped[Organisation] = relationship()
    officers: Mapped[list["DeviceOfficer"]] = relationship(order_by="DeviceOfficer.added_at")


class EnrolmentCode(Base):
    """A code that turns one browser into one device, once and within minutes. Only its keyed hash is kept."""

    __tablename__ = "enrolment_code"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeviceOfficer(Base):
    """An officer who works on a device, with the public half of the key that seals round data to them there."""

    __tablename__ = "device_officer"

    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    seal_public_key: Mapped[dict[str, Any]]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    officer: Mapped[Officer] = relationship()
