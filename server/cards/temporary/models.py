"""Lists of people who hold a temporary card, as the card management system gave them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class TemporaryCardList(Base):
    """One list, complete as of a moment; the newest one for an area is what packing takes along."""

    __tablename__ = "temporary_card_list"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (Index(None, "area_code", "as_of"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    area_code: Mapped[str] = mapped_column(String(12))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(60))
    count: Mapped[int]


class TemporaryCard(Base):
    """One line of a list."""

    __tablename__ = "temporary_card"

    list_id: Mapped[str] = mapped_column(ForeignKey(TemporaryCardList.id), primary_key=True)
    social_security_number: Mapped[str] = mapped_column(String(20), primary_key=True)
    temporary_card_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    issued_on: Mapped[date | None]
