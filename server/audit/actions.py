"""Append to the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text

from server.audit.actor import actor
from server.audit.models import AuditEntry
from server.audit.rules import GENESIS, entry_hash
from server.core.clock import utc_now
from server.db import db

# Serialises appenders on PostgreSQL; SQLite has one writer anyway.
_CHAIN_LOCK = 4_101_001


def record(action: str, subject_kind: str, subject_id: object, clause: str | None = None, **facts: object) -> int:
    """Append one entry inside the running transaction and return its id.

    `facts` are counts, codes and ids, never names or numbers of people.
    """
    return record_many([(action, subject_kind, str(subject_id), clause, facts)])[0]


def record_many(acts: list[tuple[str, str, str, str | None, dict[str, Any]]]) -> list[int]:
    """Append several acts of the present actor in order and return their ids."""
    if not acts:
        return []
    last_id, prev_hash = _head()
    at = utc_now()
    rows = []
    for number, act in enumerate(acts, start=1):
        row = _row(act, prev_hash, at)
        rows.append({"id": last_id + number, **row})
        prev_hash = row["hash"]
    db.session.execute(insert(AuditEntry), rows)
    return [row["id"] for row in rows]


def _row(act: tuple[str, str, str, str | None, dict[str, Any]], prev_hash: str, at: datetime) -> dict[str, Any]:
    who = actor()
    action, subject_kind, subject_id, clause, facts = act
    fields = {
        "officer_id": who.officer_id,
        "device_id": who.device_id,
        "system": who.system,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "clause": clause,
        "facts": facts,
    }
    return {**fields, "at": at, "prev_hash": prev_hash, "hash": entry_hash(prev_hash, at, fields)}


def _head() -> tuple[int, str]:
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    head = session.execute(newest).first()
    return (head.id, head.hash) if head else (0, GENESIS)
