"""Make a backup, prove it by a restore, and only then let it count."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server import audit
from server.backups.archive.actions import unpack_archive, write_archive
from server.backups.archive.queries import key_of, manifest_of
from server.backups.archive.rules import pool_path
from server.backups.databases.actions import bring_back, copy_out, engine_of, scratch_database
from server.backups.databases.queries import head_at
from server.backups.history.actions import write_last_seen
from server.backups.history.rules import Head
from server.backups.models import Backup
from server.backups.pruning.actions import prune_backups
from server.backups.queries import FAILED, MADE, SUBJECT
from server.backups.rules import DRAFT, RUNNING, failures_in, name_of
from server.backups.scratch.actions import alone, held, scratch_folder
from server.config import Config, current_config
from server.core import failpoints
from server.core.clock import to_wire, utc_now
from server.core.disks import is_disk_full
from server.core.errors import Refusal
from server.core.flushed_files import flush
from server.core.ids import new_id
from server.db import db, transaction
from server.db.faults import is_failure, is_full
from server.evidence.arrivals.actions import sweep_doubles
from server.rules import policy
from server.sync.actions import lineage as own_lineage

_UNVERIFIED, _LOCK, _ROTTEN = ".unverified", ".lock", ".rotten"
_MINUTE_SECONDS = 60
# What nobody foresaw: noted under the code by which every such fault is told, and raised as it is.
_UNEXPECTED = "failed"
_log = structlog.get_logger(__name__)


def back_up(to: Path | None = None) -> Backup:
    """Write a backup, restore it beside the installation, verify it there, and enter it as safe.

    Raises:
        Refusal: backup_running; backup_not_verified — the folder is kept and does not count; backup_broken,
            database_program_missing, database_program_failed, storage_full, storage_failing, backup_disk_failing.
    """
    config = current_config()
    folder = to or config.backup_dir
    with _noting_failure(), alone(config), _alone_in(folder):
        # The history must have a name before it is copied.
        own_lineage()
        db.session.rollback()
        backup = _make(config, folder)
        with _not_failing("backups_not_pruned"):
            prune_backups(folder)
        with _not_failing("doubles_not_swept"):
            # Now that a backup holds them too, and while none is being made.
            sweep_doubles()
        with _not_failing("last_seen_not_written"):
            write_last_seen()
    return backup


def _make(config: Config, folder: Path) -> Backup:
    started, at, backup_id = time.monotonic(), utc_now(), new_id()
    draft = folder / f"{DRAFT}{backup_id}"
    key = key_of(config)
    with scratch_folder(config) as scratch:
        copy_out(config.database_url, scratch / "copy")
        failpoints.pass_by("backup_copied")
        made = (backup_id, to_wire(at), engine_of(config.database_url))
        write_archive(config, draft, scratch / "copy", made, key)
    failpoints.pass_by("backup_written")
    final = folder / name_of(at, backup_id)
    try:
        head = _prove(config, draft)
    except Refusal:
        draft.replace(final.with_name(final.name + _UNVERIFIED))
        raise
    draft.replace(final)
    flush(folder)
    failpoints.pass_by("backup_verified")
    return _enter(backup_id, at, head, final, started)


def _prove(config: Config, folder: Path) -> Head:
    """Restore a backup into a scratch installation and check it there; return how far its history goes."""
    with scratch_folder(config) as scratch, scratch_database(config.database_url, scratch) as database_url:
        beside = replace(
            config,
            data_dir=scratch,
            database_url=database_url,
            blob_url=(scratch / "blobs").as_uri(),
            key_dir=scratch / "keys",
            keystore_dir=scratch / "keystore",
        )
        _drop_what_rotted(folder, beside, scratch)
        bring_back(scratch / "copy", database_url)
        failpoints.pass_by("backup_laid_out")
        (scratch / "copy").unlink()
        _verify(beside)
        return head_at(database_url)


def _drop_what_rotted(folder: Path, beside: Config, scratch: Path) -> None:
    """Lay the backup out; a piece that no longer opens is put aside, and the next backup brings it anew (S15)."""
    try:
        unpack_archive(folder, key_of(current_config()), beside, scratch / "copy")
    except Refusal as refused:
        manifest = manifest_of(folder)
        for name in manifest.evidence:
            path = folder.parent / pool_path(manifest.pool, name)
            if path.name == refused.facts.get("file") and path.exists():
                path.replace(path.with_suffix(_ROTTEN))
        raise


def _verify(beside: Config) -> None:
    """Run the checks on the restored copy in a process of its own, as it would run after a loss.

    Raises:
        Refusal: backup_not_verified.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SONGKA_")} | {
        "SONGKA_DATA": str(beside.data_dir),
        "SONGKA_DATABASE_URL": beside.database_url,
        "SONGKA_BLOB_URL": beside.blob_url,
        "SONGKA_KEYS": str(beside.key_dir),
        "SONGKA_KEYSTORE": str(beside.keystore_dir),
        "SONGKA_SECRET_KEY": beside.secret_key,
        "SONGKA_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "flask", "--app", "server", "verify", "--copy"]
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            command, env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
            timeout=policy("backup.verify_minutes") * _MINUTE_SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise Refusal("backup_not_verified", what="time") from problem
    broken = failures_in(done.stdout)
    if done.returncode == 0 and broken == []:
        return
    _log.error("backup_not_verified", invariants=broken, lines=done.stdout.splitlines())
    raise Refusal("backup_not_verified", what=", ".join(broken or ["verify"]))


def _enter(backup_id: str, at: datetime, head: Head, folder: Path, started: float) -> Backup:
    if head.lineage is None:
        raise Refusal("backup_not_verified", what="lineage")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with transaction():
        backup = Backup(
            id=backup_id,
            lineage=head.lineage,
            at=at,
            event_idx=head.event_idx,
            audit_id=head.audit_id,
            verified_at=utc_now(),
            path=str(folder),
            seconds=round(time.monotonic() - started),
            bytes=size,
        )
        db.session.add(backup)
        audit.record(MADE, SUBJECT, backup_id, "4.2", event_idx=head.event_idx, audit_id=head.audit_id)
    return backup


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one backup at a time write into a folder, which installations may share, and clear what a killed one left."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with held(folder / _LOCK):
        for left in folder.glob(f"{DRAFT}*"):
            shutil.rmtree(left)
        yield


@contextmanager
def _noting_failure() -> Iterator[None]:
    """Leave a trace of a backup that failed, so that the desk sees it and the night tries again later."""
    try:
        yield
    except Exception as problem:
        code = _code_of(problem)
        # Of the one that is being made there will be a trace.
        if code != RUNNING:
            _note_failure(code)
        if isinstance(problem, Refusal) or code == _UNEXPECTED:
            raise
        raise Refusal(code) from problem


def _code_of(problem: Exception) -> str:
    """Return the code of the refusal that says what ended a backup."""
    if isinstance(problem, Refusal):
        return problem.code
    if isinstance(problem, OSError):
        return "storage_full" if is_disk_full(problem) else "backup_disk_failing"
    if not isinstance(problem, DBAPIError | sqlite3.Error):
        return _UNEXPECTED
    if is_full(problem):
        return "storage_full"
    return "storage_failing" if is_failure(problem) else _UNEXPECTED


def _note_failure(code: str) -> None:
    db.session.rollback()
    try:
        with transaction():
            audit.record(FAILED, SUBJECT, "-", code=code)
    except (Refusal, SQLAlchemyError):
        # The disk that is full or fails may be the database's own.
        _log.exception("backup_failed", code=code)


@contextmanager
def _not_failing(what: str) -> Iterator[None]:
    """Let nothing that is done after a backup counts make it fail; the next one tries again."""
    try:
        yield
    except (OSError, Refusal, SQLAlchemyError):
        db.session.rollback()
        _log.exception(what)
