"""Checks that were used."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base


class UsedCheck(Base):
    """The number of a second person's check and the one record it was given for (reliability H8)."""

    __tablename__ = "used_check"

    nonce: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36), index=True)
