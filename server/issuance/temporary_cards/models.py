"""Temporary cards settled, and tasks for those found too late."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class TemporaryCardSettlement(Base):
    """A temporary card taken back, or paid for because it is lost or damaged (2.2, 2.3).

    The id is that of the record that said so (a hand-over, or one of its own), else the desk's. how: returned |
    lost | damaged; state by the machine temporary_card: returned | paid, and recycled once the card-management
    system has confirmed the recovery asked of it.
    """

    __tablename__ = "temporary_card_settlement"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "round_id", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"), index=True)
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    how: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(40))
    fee_fen: Mapped[int] = mapped_column(default=0)
    receipt_number: Mapped[str | None] = mapped_column(String(30))
    note: Mapped[str | None] = mapped_column(Text)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class TemporaryCardTask(Base):
    """A temporary card that a later list names though the formal one is handed over: recover it (2.1, reading 24).

    state: open | settled. It never undoes the hand-over. outcome: how of the settlement, or list_wrong.
    """

    __tablename__ = "temporary_card_task"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        Index(None, "area_code", "state", "created_at"),
        Index(
            "uq_temporary_card_task_open",
            "cardholder_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    hand_over_id: Mapped[str] = mapped_column(ForeignKey("hand_over.id"), index=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"))
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    list_id: Mapped[str] = mapped_column(ForeignKey("temporary_card_list.id"))
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    settlement_id: Mapped[str | None] = mapped_column(ForeignKey("temporary_card_settlement.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
