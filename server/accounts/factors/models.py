"""Second factors, recovery codes, challenges under way, and resets their owner must hear of."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.officers.models import Officer
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class SecondFactor(Base):
    """An authenticator app (`totp`) or a security key (`key`). It counts from `confirmed_at` to `removed_at`."""

    __tablename__ = "second_factor"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    # Of an app: sealed under a key outside the database, and the last 30-second step whose code was used.
    sealed_secret: Mapped[str | None] = mapped_column(String(200))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    # Of a security key.
    credential_id: Mapped[str | None] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A printed code that stands in once for a lost factor; 120 random bits, so one hash is enough."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeyChallenge(Base):
    """What a security key was asked to sign; taken away by the first answer."""

    __tablename__ = "key_challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FactorReset(Base):
    """An administrator took somebody's factors away; the owner is told until they have seen it."""

    __tablename__ = "factor_reset"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    by_officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    by: Mapped[Officer] = relationship(foreign_keys=[by_officer_id])
