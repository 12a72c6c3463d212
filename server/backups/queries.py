"""Read backups, and up to which record everything is safe."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from server.audit.models import AuditEntry
from server.backups.models import Backup
from server.backups.rules import is_late
from server.core.clock import utc_now
from server.db import db
from server.rules import policy
from server.sync.models import Event, ServerLineage
from server.sync.queries import current_lineage

FAILED, MADE, SUBJECT = "backup_failed", "back_up", "backup"
_SHOWN = 30
_RECEIVED = "received"


def safe_index(lineage: str) -> int | None:
    """Return the last record of a lineage that no loss of this server can take, or None (I6).

    It is the last one in the newest verified backup, or the newest at all where policy says that received is enough.
    """
    if policy("sync.safe_after") == _RECEIVED:
        return newest_index()
    return db.session.scalar(select(func.max(Backup.event_idx)).where(Backup.lineage == lineage))


def newest_index() -> int | None:
    """Return the index of the newest record."""
    return db.session.scalar(select(func.max(Event.idx)))


def newest_backup() -> Backup | None:
    """Return the newest verified backup that is still kept."""
    return db.session.scalar(
        select(Backup).where(Backup.pruned_at.is_(None)).order_by(Backup.at.desc(), Backup.id.desc()).limit(1)
    )


def kept_backups() -> list[Backup]:
    """Return the verified backups that were not pruned, the newest first."""
    statement = select(Backup).where(Backup.pruned_at.is_(None)).order_by(Backup.at.desc(), Backup.id.desc())
    return list(db.session.scalars(statement))


def last_try() -> datetime | None:
    """Return when a backup was last made or failed."""
    return db.session.scalar(
        select(AuditEntry.at)
        .where(AuditEntry.subject_kind == SUBJECT, AuditEntry.action.in_((FAILED, MADE)))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def last_failure() -> dict[str, Any] | None:
    """Return the last try when it failed: when, and the code of the refusal."""
    entry = db.session.scalar(
        select(AuditEntry)
        .where(AuditEntry.subject_kind == SUBJECT, AuditEntry.action.in_((FAILED, MADE)))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if entry is None or entry.action != FAILED:
        return None
    return {"at": entry.at, "code": entry.facts.get("code")}


def covered_since() -> datetime | None:
    """Return the moment of the newest backup, else of the beginning of this history: before it was nothing to lose."""
    newest = newest_backup()
    return newest.at if newest else db.session.scalar(select(func.max(ServerLineage.created_at)))


def backups_late() -> bool:
    """Tell whether the desk must be alarmed: what is safe stands still because backups stopped (S8)."""
    if policy("sync.safe_after") == _RECEIVED:
        return False
    return is_late(utc_now(), covered_since(), timedelta(hours=policy("backup.late_hours")))


def describe_backups() -> dict[str, Any]:
    """Return how the backups stand, and the newest of them."""
    lineage, kept = current_lineage(), kept_backups()
    return {
        "late": backups_late(),
        "late_after_hours": policy("backup.late_hours"),
        "safe_after": policy("sync.safe_after"),
        "safe_index": safe_index(lineage) if lineage else None,
        "newest_index": newest_index(),
        "last_failure": last_failure(),
        "items": kept[:_SHOWN],
        "total": len(kept),
    }
