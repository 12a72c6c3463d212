"""Sessions, tries, and the browsers an officer has logged in from before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class LoginSession(Base):
    """One log-in. The browser holds the token, we only its hash."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Shown to the officer in the list of their log-ins: from which address, with which browser, by which second factor.
    address: Mapped[str | None] = mapped_column(String(45))
    browser: Mapped[str | None] = mapped_column(String(60))
    factor: Mapped[str | None] = mapped_column(String(10))
    # When the officer last proved who they are; none means at the log-in.
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The time to set up a second factor is over: this log-in is good for that and nothing else.
    limited: Mapped[bool] = mapped_column(server_default=text("false"))

    officer: Mapped[Officer] = relationship()
    device: Mapped[Device | None] = relationship()


class LoginStep(Base):
    """A log-in whose password was right and whose second step is still to come. It opens nothing by itself."""

    __tablename__ = "login_step"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    officer: Mapped[Officer] = relationship()


class LoginAttempt(Base):
    """One try. `known_hash` is set when it came from a browser or tablet the account has been used on."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index(None, "account_hash", "known_hash", "at"),
        Index(None, "address_hash", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    known_hash: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded: Mapped[bool]


class KnownBrowser(Base):
    """A browser from which an officer has logged in before; its cookie only tells them from strangers."""

    __tablename__ = "known_browser"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
