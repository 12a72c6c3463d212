"""Officers and their roles."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.organisations.models import Organisation
from server.accounts.rules import Scoped
from server.core.clock import utc_now
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Officer(UserMixin, Base):
    """One person's account. It is disabled, never deleted: what they did stays theirs."""

    __tablename__ = "officer"
    __scope__ = Scoped(organisation="organisation_id")

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    # The first log-in that asked for a second factor: from here the time to set one up runs.
    factor_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship()
    role_rows: Mapped[list["OfficerRole"]] = relationship(
        order_by="OfficerRole.role", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def roles(self) -> list[str]:
        """Return the roles held, sorted."""
        return [row.role for row in self.role_rows]


class OfficerRole(Base):
    """One role held by one officer."""

    __tablename__ = "officer_role"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)
