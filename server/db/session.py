"""One action = one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from server.db.base import db
from server.db.faults import note_failure, refuse_after_failure


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block in one transaction: commit at its end, roll back on any error.

    An inner block joins the outer one, so that an action may call another feature's action
    and both stand or fall together.
    """
    session = db.session
    if session.info.get("in_action"):
        yield
        return
    refuse_after_failure()
    # What was only read before may be stale: an action starts from a fresh snapshot and the write lock.
    session.rollback()
    session.info["in_action"] = True
    try:
        session.connection(execution_options={"songka_write": True})
        yield
        session.commit()
    except BaseException as problem:
        note_failure(problem)
        session.rollback()
        raise
    finally:
        session.info.pop("in_action", None)


def is_in_action() -> bool:
    """Tell whether an action runs, which a further one would join."""
    return bool(db.session.info.get("in_action"))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, SqliteConnection):
        return
    # The driver must not open transactions by itself: `_begin` below does, with the lock we need.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a committed hand-over survives a power cut, which WAL with NORMAL does not promise.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    # A writer takes its lock at once: upgrading a read lock later fails as soon as two actions meet.
    writes = connection.get_execution_options().get("songka_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
