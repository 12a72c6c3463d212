"""Rounds, the cards taken along, the count under two signatures, and the leases of the tablets."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Round(Base):
    """One place, one day, one team (1.2.2.a). state: planned → checked_out → packed → closed, or planned → cancelled.

    Several tablets may share it: `share_by` (box | group) and `share_of` say how the first of them split it.
    """

    __tablename__ = "round"
    __scope__ = Scoped(area="area_code", bank="bank_code", organisation="organisation_id")
    __table_args__ = (
        UniqueConstraint("area_code", "planned_on", "number"),
        Index(None, "area_code", "planned_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    bank_code: Mapped[str] = mapped_column(ForeignKey("bank.code"))
    place: Mapped[str] = mapped_column(String(120))
    planned_on: Mapped[date]
    number: Mapped[int]
    specialist_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    bank_manager_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    vault_id: Mapped[str] = mapped_column(ForeignKey("vault.id"))
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    share_by: Mapped[str | None] = mapped_column(String(10))
    share_of: Mapped[int | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))


class RoundCard(Base):
    """One card of a round, in the order of its boxes."""

    __tablename__ = "round_card"

    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), primary_key=True, index=True)
    ordinal: Mapped[int]
    # 2.1: whether the list the round was packed with names the person; later lists judge no record of it.
    temporary_card: Mapped[bool] = mapped_column(default=False)
    # Which tablet's share it is, from 1; null while the round is not split.
    share: Mapped[int | None]


class CheckOut(Base):
    """The count before a round leaves: what two people counted and signed for (4.1.1.b, 1.2.2.a)."""

    __tablename__ = "check_out"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id), unique=True)
    custodian_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    specialist_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    counted: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    custodian_signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    specialist_signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))


class Lease(Base):
    """The claim of one device on a round's people and cards, until it expires, is revoked or the round is closed.

    `share` is its part of a split round; null means all of it. A tablet declared lost says by whom and why.
    `token` is the same claim signed by the server (compact JWS, ES256).
    """

    __tablename__ = "lease"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rules_edition: Mapped[str] = mapped_column(String(20))
    bundle_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    bundle_length: Mapped[int]
    token: Mapped[str] = mapped_column(Text)
    share: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lost_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    lost_reason: Mapped[str | None] = mapped_column(String(40))
    lost_note: Mapped[str | None] = mapped_column(Text)
