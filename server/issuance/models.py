"""What happened to a card in front of its holder, as the tablets reported it and the rules accepted it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.db import Base, UtcDateTime


class HandOver(Base):
    """One card in its holder's hand (1.2.2.c). The id is the event's; a mistake is a later event's `corrected_by`.

    path: self | reserved_proxy | direct_relative; place: round | home. bank_check_way: same_device, or companion,
    where the bank manager is unknown until the own half has come.
    """

    __tablename__ = "hand_over"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "handed_at"), Index(None, "round_id", "handed_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    path: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(10), default="round")
    handed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    specialist_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    bank_manager_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    bank_check_way: Mapped[str] = mapped_column(String(20))
    identity_document: Mapped[str] = mapped_column(String(20), default="id_card")
    identity_method: Mapped[str] = mapped_column(String(20))
    # No more of the proxy than 附件5 prints: name, number, phone, relation (1.1.3.d).
    proxy: Mapped[dict[str, Any] | None]
    match: Mapped[dict[str, Any]]
    match_reason: Mapped[str | None] = mapped_column(String(60))
    temporary_card: Mapped[dict[str, Any]]
    signature_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    # ink | fingerprint; who cannot write has a witness sign (1.2.2.c).
    signature_kind: Mapped[str] = mapped_column(String(12), default="ink")
    witness_name: Mapped[str | None] = mapped_column(String(80))
    witness_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    contact: Mapped[dict[str, Any] | None]
    notice: Mapped[dict[str, Any] | None]
    social_activation: Mapped[str] = mapped_column(String(20))
    # 1.1.1.f: noted, never a condition.
    told_wechat: Mapped[bool]
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class NotServed(Base):
    """A person of the round whose card stayed with the team, and why."""

    __tablename__ = "not_served"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "round_id", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"))
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class WrongFace(Base):
    """A card whose face is wrong: it stays with the team and is recalled (1.1.2.e, 1.1.1.h)."""

    __tablename__ = "wrong_face"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "round_id", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    items: Mapped[list[str]]
    correct: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class FinanceReport(Base):
    """What the bank manager's terminal answered for a card (1.2.2.d); the bank confirms it later."""

    __tablename__ = "finance_report"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "round_id", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    result: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(60))
    terminal_reference: Mapped[str | None] = mapped_column(String(60))
    password_changed: Mapped[bool]
    # The companion was quicker than the tablet: nothing is asked of the bank before the hand-over is known.
    waits_for_hand_over: Mapped[bool] = mapped_column(default=False)
    bank_manager_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))
