"""Who collected for whom, and who may not."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class ProxyUse(Base):
    """One card collected by a proxy (1.1.3). The id is the hand-over's; a corrected hand-over counts no longer.

    `household` is the number of the household register they showed, else the cardholder's own id: a family on one
    register counts once (reading 10).
    """

    __tablename__ = "proxy_use"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        Index(None, "number", "at"),
        Index(None, "area_code", "at"),
        # What supervisors allowed beside the rule: few, so the index is small.
        Index(
            "ix_proxy_use_exception",
            "area_code",
            "at",
            sqlite_where=text("exception_reason IS NOT NULL"),
            postgresql_where=text("exception_reason IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ForeignKey("hand_over.id"), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), index=True)
    cardholder_id: Mapped[str] = mapped_column(ForeignKey("cardholder.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    path: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(30))
    relation: Mapped[str | None] = mapped_column(String(40))
    household: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    exception_reason: Mapped[str | None] = mapped_column(String(40))
    exception_document: Mapped[str | None] = mapped_column(String(120))
    supervisor_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    corrected_by: Mapped[str | None] = mapped_column(String(36))


class BlockedProxy(Base):
    """Somebody who may never collect for others: a village cadre or a member of a bank's staff (1.1.3.b).

    kind: village_cadre | bank_staff. Taken off the list, the row stays with the moment.
    """

    __tablename__ = "blocked_proxy"
    __scope__ = Scoped(area="area_code")
    __table_args__ = (
        Index(None, "area_code", "added_at"),
        Index(
            "uq_blocked_proxy_open",
            "area_code",
            "number",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    area_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(30), index=True)
    added_by: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
