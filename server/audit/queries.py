"""Read the audit log."""

from collections.abc import Iterator

from sqlalchemy import select

from server.audit.models import AuditEntry
from server.audit.rules import GENESIS, entry_hash
from server.db import db

_FIELDS = ("officer_id", "device_id", "system", "action", "subject_kind", "subject_id", "clause", "facts")


def first_broken_entry() -> int | None:
    """Return the id of the first entry whose hash or link is wrong, or None when the whole chain holds."""
    prev_hash, expected_id = GENESIS, 1
    for entry in _all_entries():
        fields = {name: getattr(entry, name) for name in _FIELDS}
        right = entry_hash(prev_hash, entry.at, fields)
        if entry.id != expected_id or entry.prev_hash != prev_hash or entry.hash != right:
            return entry.id
        prev_hash, expected_id = entry.hash, expected_id + 1
    return None


def _all_entries() -> Iterator[AuditEntry]:
    statement = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    yield from db.session.scalars(statement)
