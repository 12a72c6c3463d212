"""Walk the logs that only grow."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from server.audit.models import AuditEntry
from server.custody.models import Movement
from server.db import db
from server.sync.checkpoints.models import Checkpoint
from server.sync.checkpoints.rules import Digest, token_hash
from server.sync.models import Event

# Settling a parked record stamps its row; everything else of these rows stays as it was written.
_CHANGES = {"event": {"settled_at"}}
LOGS: dict[str, Any] = {"audit": AuditEntry.__table__, "events": Event.__table__, "movements": Movement.__table__}


def newest_checkpoint() -> str | None:
    """Return the newest signed checkpoint, or None before the first."""
    return db.session.scalar(select(Checkpoint.token).order_by(Checkpoint.id.desc()).limit(1))


def newest_checkpoint_name() -> str | None:
    """Return the hash of the newest checkpoint's token, short enough for a code on paper."""
    newest = newest_checkpoint()
    return token_hash(newest) if newest else None


def checkpoints() -> list[Checkpoint]:
    """Return every checkpoint, the oldest first."""
    return list(db.session.scalars(select(Checkpoint).order_by(Checkpoint.id)))


def digests(log: str, after: Digest = Digest()) -> Iterator[Digest]:  # noqa: B008 — immutable
    """Yield the digest of a log after each row behind `after`."""
    table = LOGS[log]
    [key] = table.primary_key.columns
    left_out = _CHANGES.get(table.name, set())
    columns = [column for column in table.columns if column.name not in left_out]
    rows = db.session.execute(select(*columns).where(key > after.last).order_by(key).execution_options(yield_per=1000))
    for row in rows.mappings():
        after = after.after(row[key], {column.name: row[column] for column in columns})
        yield after
