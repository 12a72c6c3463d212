"""Backups that were restored and verified."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Backup(Base):
    """One backup that was laid out beside the installation and held every check; others leave no row.

    `event_idx` is the last record in it, `audit_id` the last entry of the audit log, both read from the copy itself.
    `bytes` is what its folder takes, without the pool of evidence; `seconds` is how long backup and proof took.
    """

    __tablename__ = "backup"
    __table_args__ = (Index(None, "lineage", "event_idx"), Index(None, "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    lineage: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_idx: Mapped[int]
    audit_id: Mapped[int]
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
    path: Mapped[str] = mapped_column(Text)
    seconds: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    pruned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
