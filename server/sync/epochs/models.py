"""How far a tablet said its chains go, and the epochs that ended with a gap."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class TabletEpoch(Base):
    """The highest number a tablet ever told of one epoch of its chain, with the hash that stood there."""

    __tablename__ = "tablet_epoch"

    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    last_seq: Mapped[int]
    head_hash: Mapped[str | None] = mapped_column(String(64))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SettledByTwo:
    """What two people found out and decided of something that is lost."""

    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    officer_id: Mapped[str | None] = mapped_column(String(36))
    second_officer_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)


class LostEpoch(SettledByTwo, Base):
    """A case: a tablet began a new epoch, and of an older one it had told of more records than came.

    `held` is how many were here when the case was opened; what came later is counted when the case is read.
    """

    __tablename__ = "lost_epoch"
    __scope__ = Scoped(organisation="organisation_id")
    __table_args__ = (UniqueConstraint("device_id", "epoch"), Index(None, "organisation_id", "settled_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    epoch: Mapped[int]
    told: Mapped[int]
    held: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
