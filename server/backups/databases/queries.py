"""Read from a database, ours or one restored beside it, how far its history goes."""

from sqlalchemy import Connection, create_engine, func, select

from server.audit.models import AuditEntry
from server.backups.history.rules import Head
from server.sync.models import Event, ServerLineage


def head_at(database_url: str) -> Head:
    """Return how far the history of another database goes."""
    engine = create_engine(database_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return head_of(connection)
    finally:
        engine.dispose()


def head_of(connection: Connection) -> Head:
    """Return how far the history of a database goes.

    On PostgreSQL too the highest index has all lower ones before it: filing a record takes the lock of the audit
    log first, so that records are committed in the order of their index.
    """
    lineage = select(ServerLineage.id).order_by(ServerLineage.created_at.desc()).limit(1)
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    entry = connection.execute(newest).first()
    return Head(
        lineage=connection.scalar(lineage),
        event_idx=connection.scalar(select(func.max(Event.idx))) or 0,
        audit_id=entry.id if entry else 0,
        audit_hash=entry.hash if entry else None,
    )
