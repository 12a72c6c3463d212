"""A blob: bytes named by their own hash."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class Blob(Base):
    """Bytes that are whole, hashed and flushed; the row comes after them, never before (reliability S4).

    `problem` says why the bytes may not serve as evidence (wrong kind, metadata, too many pixels);
    they are kept all the same, and the record that names them is parked.
    """

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    length: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    problem: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
