"""What was kept as proof of an event, a card or a round, and what a machine read in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime
from server.evidence.blobs.models import Blob


class Evidence(Base):
    """One piece of evidence: the bytes are a blob, the reading is the server's own second look.

    kind: signature | barcode_frame | id_card | portrait | officer_signature
    reading_state: none | pending | match | mismatch | unreadable | failed
    reading: {"expected": card number, "read": text or null, "symbology": …}
    """

    __tablename__ = "evidence"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        Index(None, "area_code", "created_at"),
        Index(None, "reading_state", "created_at"),
        Index(None, "event_id"),
        Index(None, "card_id"),
        Index(None, "round_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str | None] = mapped_column(String(36))
    card_id: Mapped[str | None] = mapped_column(String(36))
    round_id: Mapped[str | None] = mapped_column(String(36))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    retention_class: Mapped[str] = mapped_column(String(20))
    reading_state: Mapped[str] = mapped_column(String(12), default="none")
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
