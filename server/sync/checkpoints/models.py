"""A checkpoint."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class Checkpoint(Base):
    """How far the logs had grown at a moment, signed by the server; `token` is what devices and paper keep beside.

    Compact JWS (ES256, typ songka-checkpoint) over {at, lineage, previous, audit, events, movements}: `previous` is the
    hash of the checkpoint before, each log is {last, count, hash}.
    """

    __tablename__ = "checkpoint"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    token: Mapped[str] = mapped_column(Text)
