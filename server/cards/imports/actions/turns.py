"""One import writes at a time."""

from sqlalchemy import text

from server.db import db

_LOCK = 1_000_002


def take_turns() -> None:
    """Wait until no other import writes, and hold the turn until the running action ends.

    Two sheets may name the same person or be the same file; SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
