"""Books of receipts, the ranges tablets take along, and every receipt that was given or spoilt."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class ReceiptBook(Base):
    """Numbered receipts from the vendor in one officer's hands (2.4): prefix + first..last, padded to `digits`."""

    __tablename__ = "receipt_book"
    __scope__ = Scoped(area="area_code", organisation="organisation_id")
    __table_args__ = (Index(None, "area_code", "added_at"), Index(None, "prefix", "first"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    prefix: Mapped[str] = mapped_column(String(12))
    first: Mapped[int]
    last: Mapped[int]
    digits: Mapped[int]
    added_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceiptRange(Base):
    """The receipts of a book that one lease may give, so that two tablets never print one number (2.4)."""

    __tablename__ = "receipt_range"

    lease_id: Mapped[str] = mapped_column(ForeignKey("lease.id"), primary_key=True)
    book_id: Mapped[str] = mapped_column(ForeignKey(ReceiptBook.id), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    first: Mapped[int]
    last: Mapped[int]


class ReceiptUse(Base):
    """A receipt that was given, or spoilt and voided: never used again (2.4). state: used | void.

    The id is that of the record that used or voided it; whoever takes that void back frees the number.
    """

    __tablename__ = "receipt_use"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        Index(None, "area_code", "at"),
        Index(None, "round_id", "at"),
        Index(
            "uq_receipt_use_number",
            "receipt_number",
            unique=True,
            sqlite_where=text("corrected_by IS NULL"),
            postgresql_where=text("corrected_by IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    book_id: Mapped[str] = mapped_column(ForeignKey(ReceiptBook.id), index=True)
    receipt_number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    amount_fen: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(40))
    card_id: Mapped[str | None] = mapped_column(ForeignKey("card.id"))
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))
