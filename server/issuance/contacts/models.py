"""Contact data set right at the hand-over."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class ContactList(Base):
    """What was passed on to the province at once, by whom and when. Its sheet is made anew whenever it is taken."""

    __tablename__ = "contact_list"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (Index(None, "area_code", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    area_code: Mapped[str] = mapped_column(String(12))
    rows: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))


class ContactCorrection(Base):
    """A new phone or address of a person for the province (1.1.2.b, reading 13).

    state: queued | sent, then with the list by which it was passed on.
    """

    __tablename__ = "contact_correction"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "state", "at"),)

    id: Mapped[str] = mapped_column(ForeignKey("hand_over.id"), primary_key=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(String(36))
    list_id: Mapped[str | None] = mapped_column(ForeignKey("contact_list.id"), index=True)
