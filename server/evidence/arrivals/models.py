"""Bytes that have arrived and that no record has claimed yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class Arrival(Base):
    """Sealed bytes that are whole and flushed, by their own hash; what they say is unknown until a record comes.

    The row goes when a blob's takes its place; the bytes stay where they are. Tablets of version 1 bring clear bytes.
    `kept_as` is the clear hash of bytes that a record opened and that a blob keeps under another key: these go later.
    """

    __tablename__ = "arrival"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    length: Mapped[int]
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept_as: Mapped[str | None] = mapped_column(String(64))
