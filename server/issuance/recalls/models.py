"""How people settled a refused activation."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class RecallSettlement(Base):
    """What came of one refusal; a later refusal of the same request opens the list's line again. how: a reason's code.

    `refused_at` is the moment of the refusal it answers, so that only that one is off the list.
    """

    __tablename__ = "recall_settlement"

    activation_id: Mapped[str] = mapped_column(ForeignKey("activation.id"), primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    how: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
