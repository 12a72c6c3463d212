"""Incidents."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Incident(Base):
    """One card of which the count or a second hand-over says that something went wrong (4.1.5, 4.1.1.b).

    kind: missing | second_hand_over; state: open | settled. `event_id` is the record that told of it,
    `other_event_id` the one it contradicts. Settled, it says the cause, who answers for it, the number of the
    report to the authority in charge, and what became of the card: found | handed_over | lost | clarified.
    """

    __tablename__ = "incident"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        Index(None, "area_code", "state", "opened_at"),
        Index(None, "card_id"),
        Index(None, "round_id"),
        Index(None, "event_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"))
    round_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    event_id: Mapped[str | None] = mapped_column(String(36))
    other_event_id: Mapped[str | None] = mapped_column(String(36))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(Text)
    responsible: Mapped[str | None] = mapped_column(String(60))
    report_number: Mapped[str | None] = mapped_column(String(60))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    second_officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
