"""Read the file beside the database, and the cases of lost histories with what came back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import DESK
from server.audit.models import AuditEntry
from server.backups.history.models import LostHistory, LostHistoryTablet
from server.backups.history.rules import Gap, Head, from_text, gap_between
from server.config import current_config
from server.core.errors import Refusal
from server.db import db
from server.sync.epochs.queries import describe_two, held_of_all, names_of_settlers
from server.sync.models import ServerLineage

LAST_SEEN = "last-seen.json"
_SHOWN = (
    "id", "how", "found_at", "seen_at", "event_first", "event_last", "audit_first", "audit_last", "filled_at",
)  # fmt: skip
_log = structlog.get_logger(__name__)


def last_seen_path() -> Path:
    """Return where the end of the history is written down: beside the database, but not in it."""
    return current_config().data_dir / LAST_SEEN


def last_seen() -> tuple[Head, str] | None:
    """Return what was last written down and when; None where there is nothing, or nothing readable."""
    try:
        return from_text(last_seen_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        _log.exception("last_seen_unreadable")
        return None


def missing_since(seen: Head, now: Head) -> Gap | None:
    """Return what was seen and is not in the database, or None."""
    there = db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == seen.audit_id))
    knows = seen.lineage is None or db.session.get(ServerLineage, seen.lineage) is not None
    # Where the log is shorter, there is no entry to compare; what is left of it is ours by its lineage.
    holds = there == seen.audit_hash or now.audit_id < seen.audit_id
    return gap_between(seen, now, knows_lineage=knows, holds_entry=holds)


def open_history() -> LostHistory | None:
    """Return the newest case whose gap is neither filled nor settled."""
    statement = select(LostHistory).where(LostHistory.settled_at.is_(None), LostHistory.filled_at.is_(None))
    return db.session.scalar(statement.order_by(LostHistory.found_at.desc()).limit(1))


def history_with(history_id: str) -> LostHistory:
    """Return one case, held until the running action ends.

    Raises:
        Refusal: not_found.
    """
    found = db.session.scalar(select(LostHistory).where(LostHistory.id == history_id).with_for_update())
    if found is None:
        raise Refusal("not_found")
    return found


def lost_histories() -> list[LostHistory]:
    """Return the cases, those that wait first, the newest before the older."""
    statement = select(LostHistory).order_by(LostHistory.settled_at.is_not(None), LostHistory.found_at.desc())
    return list(db.session.scalars(statement))


def tablets_of(history_id: str) -> list[LostHistoryTablet]:
    """Return what each tablet had when it first came after the loss."""
    statement = select(LostHistoryTablet).where(LostHistoryTablet.history_id == history_id)
    return list(db.session.scalars(statement.order_by(LostHistoryTablet.told_at)))


def lost_events(case: LostHistory) -> int | None:
    """Return how many records are missing; None where nobody knows."""
    if case.event_first is None:
        return 0
    return None if case.event_last is None else case.event_last - case.event_first + 1


def returned_of(tablets: Sequence[LostHistoryTablet]) -> dict[tuple[str, int], int]:
    """Return how many of the lost records each tablet has brought again, by tablet and epoch."""
    held = held_of_all({one.device_id for one in tablets})
    return {
        (one.device_id, one.epoch): max(0, min(held[one.device_id].get(one.epoch, 0), one.received) - one.held)
        for one in tablets
    }


def describe_histories(cases: Sequence[LostHistory]) -> list[dict[str, Any]]:
    """Return cases with what came back and which tablets have not been in contact since."""
    names = names_of_settlers(cases)
    return [_describe(case, names) for case in cases]


def _describe(case: LostHistory, names: dict[str, str]) -> dict[str, Any]:
    tablets = tablets_of(case.id)
    returned = returned_of(tablets)
    enrolled = select(Device.id, Device.name).where(
        Device.enrolled_at.is_not(None), Device.revoked_at.is_(None), Device.kind != DESK
    )
    known = {row.id: row.name for row in db.session.execute(enrolled)}
    return {
        **{name: getattr(case, name) for name in _SHOWN},
        "lost": lost_events(case),
        "returned": sum(returned.values()),
        "awaited": len(set(known) - {one.device_id for one in tablets}),
        "tablets": [
            {
                "name": known.get(one.device_id, "—"),
                "epoch": one.epoch,
                "first": one.held + 1,
                "last": one.received,
                "returned": returned[one.device_id, one.epoch],
                "told_at": one.told_at,
            }
            for one in tablets
            if one.received > one.held
        ],
        "settlement": describe_two(case, names),
    }
