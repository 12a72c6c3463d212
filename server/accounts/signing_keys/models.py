"""A key that signs records."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime

DEVICE, OFFICER = "device", "officer"


class SigningKey(Base):
    """A key that has ever signed for a device or for an officer on it; it stays, so that old records verify.

    use: device | officer; `kid` is the thumbprint of `public_key`. After `ended_at` it signs nothing any more.
    """

    __tablename__ = "signing_key"
    __table_args__ = (Index(None, "device_id", "officer_id"),)

    kid: Mapped[str] = mapped_column(String(43), primary_key=True)
    use: Mapped[str] = mapped_column(String(12))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    public_key: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
