"""Restore a backup as this installation."""

from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import inspect

from server.backups.archive.actions import keep_key, unpack_archive
from server.backups.archive.queries import key_of, manifest_of, read_key
from server.backups.databases.actions import bring_back, engine_of
from server.backups.databases.queries import head_of
from server.backups.history.actions import open_lost_history, write_last_seen
from server.backups.history.models import LostHistory
from server.backups.history.queries import last_seen, missing_since
from server.backups.history.rules import Gap, Head
from server.backups.scratch.actions import alone, scratch_folder
from server.config import current_config
from server.core.errors import Refusal
from server.db import db


def restore(folder: Path, *, over: bool = False, key: Path | None = None) -> LostHistory:
    """Lay a backup out as this installation, begin a new lineage, and open a case for what came after the backup.

    The server must be stopped. What lay here before is put aside (a file of SQLite, a key) or replaced (the tables
    of PostgreSQL), and only with `over`.

    Raises:
        Refusal: backup_running, no_backup_there, backup_broken, backup_key_unfit, backup_of_other_engine, not_empty,
            database_program_missing, database_program_failed.
    """
    config = current_config()
    if manifest_of(folder).engine != engine_of(config.database_url):
        raise Refusal("backup_of_other_engine")
    if not over and _holds_something():
        raise Refusal("not_empty")
    opened = read_key(key) if key else key_of(config)
    seen = last_seen()
    with alone(config), scratch_folder(config) as scratch:
        copy = scratch / "copy"
        unpack_archive(folder, opened, config, copy)
        _let_go_of_the_database()
        bring_back(copy, config.database_url, over=over and _has_tables())
    # A backup of an older build gets the tables it lacks.
    upgrade(directory=str(config.migrations_dir))
    keep_key(config, opened)
    case = _open_case(seen)
    write_last_seen()
    return case


def _open_case(seen: tuple[Head, str] | None) -> LostHistory:
    with db.engine.connect() as connection:
        now = head_of(connection)
    if seen is None:
        # A new machine never saw what came after; how much that was, only the tablets know.
        return open_lost_history("restore", None, Gap(None, None), None, after=now)
    head, at = seen
    gap = missing_since(head, now) or Gap(None, None)
    db.session.rollback()
    return open_lost_history("restore", head, gap, at)


def _holds_something() -> bool:
    """Tell whether anything was ever done here: the first act of any kind is in the audit log."""
    if not _has_tables():
        return False
    with db.engine.connect() as connection:
        return head_of(connection).audit_id > 0


def _has_tables() -> bool:
    found = inspect(db.engine).has_table("audit_entry")
    _let_go_of_the_database()
    return found


def _let_go_of_the_database() -> None:
    db.session.remove()
    db.engine.dispose()
