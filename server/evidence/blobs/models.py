"""A blob: bytes named by the hash of what they say in clear."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class Blob(Base):
    """Bytes that are whole, hashed and flushed; the row comes after them, never before (reliability S4).

    What rests is the sealed bytes, by their own hash `sealed_sha256`, exactly as they came; their key is a `BlobKey`.
    Blobs of before have none: their bytes rest in clear under the clear hash.

    `problem` says why the bytes may not serve as evidence (wrong kind, metadata, too many pixels);
    they are kept all the same, and the record that names them is parked.
    """

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    length: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    problem: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
