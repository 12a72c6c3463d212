"""Notices of a round."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.ids import new_id
from server.db import Base, UtcDateTime
from server.rounds.models import Round


class RoundNotice(Base):
    """One notice: by which channel, to whom, with what result. Never changed; a second try is a second notice.

    channel and result are codes of the reasons table. `card_id` names the one person told; without it the notice
    went to `target`, the village committee or everybody.
    """

    __tablename__ = "round_notice"
    __table_args__ = (Index(None, "round_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey(Round.id))
    channel: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(80))
    card_id: Mapped[str | None] = mapped_column(ForeignKey("card.id"))
    result: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(200))
    operator_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
