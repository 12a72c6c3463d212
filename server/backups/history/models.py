"""Cases of a history that was lost, and what each tablet still has of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.ids import new_id
from server.db import Base, UtcDateTime
from server.sync.epochs.models import SettledByTwo


class LostHistory(SettledByTwo, Base):
    """A case: the database is older or emptier than it was; it belongs to the installation, not to one office.

    how: start (found when the server started) | restore (made by the command that restores a backup).
    Records `event_first` to `event_last` and audit entries `audit_first` to `audit_last` are missing; the last of
    each is unknown where a backup was restored on a machine that never saw more. `seen_at` is when the end of the
    lost history was last written down.
    """

    __tablename__ = "lost_history"
    __table_args__ = (Index(None, "settled_at", "filled_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    how: Mapped[str] = mapped_column(String(12))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_lineage: Mapped[str | None] = mapped_column(String(36))
    lineage: Mapped[str] = mapped_column(String(36))
    event_first: Mapped[int | None]
    event_last: Mapped[int | None]
    audit_first: Mapped[int | None]
    audit_last: Mapped[int | None]
    filled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LostHistoryTablet(Base):
    """What a tablet had when it first came after the loss: of one epoch `held` were here, `received` had been.

    What it has beyond those it never sent, so that is no part of the loss.
    """

    __tablename__ = "lost_history_tablet"

    history_id: Mapped[str] = mapped_column(ForeignKey(LostHistory.id), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    held: Mapped[int]
    received: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
