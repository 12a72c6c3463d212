"""The records of the tablets, byte for byte, and what could not be filed at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.scope import Scoped
from server.core.ids import new_id
from server.db import Base, UtcDateTime


class Event(Base):
    """One record of one tablet. `content` is exactly what the tablet signed; `idx` is the server's own order.

    Version 1 was not signed: there it is the bare body. `core.signed_records.body_of` reads both.

    verdict: accepted | parked; a parked one keeps the code and clause of the refusal until a person settles it.
    """

    __tablename__ = "event"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (
        UniqueConstraint("device_id", "epoch", "seq"),
        UniqueConstraint("id"),
        Index(None, "area_code", "verdict", "idx"),
        Index(None, "round_id", "type"),
    )

    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36))
    device_id: Mapped[str] = mapped_column(String(36))
    epoch: Mapped[int]
    seq: Mapped[int]
    prev_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column("bytes", LargeBinary)
    type: Mapped[str] = mapped_column(String(40))
    schema_version: Mapped[int]
    rules_edition: Mapped[str] = mapped_column(String(20))
    build: Mapped[str] = mapped_column(String(60))
    officer_id: Mapped[str | None] = mapped_column(String(36))
    round_id: Mapped[str | None] = mapped_column(String(36))
    device_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_offset_ms: Mapped[int | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(60))
    clause: Mapped[str | None] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EventConflict(Base):
    """A case for people: two records that cannot both be right. The other record's bytes are kept here.

    kind: second_hand_over | changed_bytes | chain; state: open | settled. `first_event_id` is what was here before.
    """

    __tablename__ = "event_conflict"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (UniqueConstraint("kind", "hash"), Index(None, "area_code", "state", "created_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    event_id: Mapped[str | None] = mapped_column(String(36))
    first_event_id: Mapped[str | None] = mapped_column(String(36))
    card_id: Mapped[str | None] = mapped_column(String(36), index=True)
    device_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column("bytes", LargeBinary)
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Settlement(Base):
    """What two people at the desk decided of a parked record or of a case; it refers to both and changes neither.

    decision, of a record: stands | void | re_entered; of a case: first | second | noted. `supplied` is what was
    missing and is given now; `re_entered_as` is the record that replaces the old one.
    """

    __tablename__ = "settlement"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "area_code", "at"), Index(None, "event_id"), Index(None, "conflict_id"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    event_id: Mapped[str | None] = mapped_column(String(36))
    conflict_id: Mapped[str | None] = mapped_column(String(36))
    decision: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    supplied: Mapped[dict[str, Any]]
    re_entered_as: Mapped[str | None] = mapped_column(String(36))
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    second_officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    clause: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The counter-settlement that took it back.
    taken_back_by: Mapped[str | None] = mapped_column(String(36))


class CounterSettlement(Base):
    """Two people took a settlement back: what it was about is open again, what it said stays readable here (4.1.1.b).

    subject: a key of `counter_settlements.SUBJECTS`; `said` is what the settlement said and who made it, word for word.
    """

    __tablename__ = "counter_settlement"
    __scope__ = Scoped(area="area_code", bank="bank_code")
    __table_args__ = (Index(None, "subject", "subject_id", "at"), Index(None, "area_code", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(36))
    said: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    second_officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"))
    clause: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(12))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Quarantined(Base):
    """Bytes that name no record of their device; kept as they came, for people to read.

    Of an envelope that none of our keys opens, `record_hash`, `epoch` and `seq` are what the device says of it.
    """

    __tablename__ = "quarantined"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    content: Mapped[bytes] = mapped_column("bytes", LargeBinary)
    record_hash: Mapped[str | None] = mapped_column(String(64))
    epoch: Mapped[int | None]
    seq: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ServerLineage(Base):
    """The identity of this database's history; a restored backup gets a new one, so that tablets offer again."""

    __tablename__ = "server_lineage"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
