"""The transactional outbox of activations, and a line for every call."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.cards.models import Card
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Activation(Base):
    """One function of one card on its way to the far side.

    kind: social (card-management system) | finance (bank) | recovery (of a temporary card, 2.2, with its number
    and how it was settled in `details`). `business_key` is what the far side
    deduplicates by: the same event always carries the same key. `lease_until` is set while a
    worker has the row; past it the worker counts as dead and another may take over.
    """

    __tablename__ = "activation"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "area_code", "state"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    business_key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    card_id: Mapped[str] = mapped_column(ForeignKey(Card.id), index=True)
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str] = mapped_column(String(36), index=True)
    details: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(String(60))
    far_reference: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ActivationAttempt(Base):
    """One call to the far side and how it ended. call: ask | query."""

    __tablename__ = "activation_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    activation_id: Mapped[str] = mapped_column(ForeignKey(Activation.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    call: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    problem: Mapped[str | None] = mapped_column(String(60))
