"""The inbox of notices."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base, UtcDateTime


class ActivationNotice(Base):
    """A notice that was taken; its id makes a repetition harmless."""

    __tablename__ = "activation_notice"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    business_key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
