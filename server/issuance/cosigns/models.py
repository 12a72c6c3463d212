"""The bank manager's own checks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.db import Base, UtcDateTime


class Cosign(Base):
    """What the bank manager found on the companion: agreed with all three items, or refused with a reason (1.2.2.c)."""

    __tablename__ = "cosign"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "round_id", "card_id"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    result: Mapped[str] = mapped_column(String(12))
    items: Mapped[list[str]]
    reason: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))
