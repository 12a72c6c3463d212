"""Make a backup, prove it by a restore, and only then let it count; let the old ones go."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server import audit
from server.backups.archive.actions import unpack_archive, write_archive
from server.backups.archive.queries import key_of, manifest_of
from server.backups.archive.rules import MANIFEST, POOLS, SUFFIX, pool_path
from server.backups.databases.actions import bring_back, copy_out, engine_of, scratch_database
from server.backups.databases.queries import head_at
from server.backups.history.actions import write_last_seen
from server.backups.history.rules import Head
from server.backups.models import Backup
from server.backups.queries import FAILED, MADE, SUBJECT, kept_backups
from server.backups.rules import failures_in, name_of, to_prune
from server.backups.scratch.actions import alone, held, scratch_folder
from server.config import Config, current_config
from server.core import failpoints
from server.core.clock import from_wire, to_wire, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy
from server.sync.actions import lineage as own_lineage

_DRAFT, _UNVERIFIED, _LOCK, _ROTTEN = ".draft-", ".unverified", ".lock", ".rotten"
_MINUTE_SECONDS = 60
_log = structlog.get_logger(__name__)


def back_up(to: Path | None = None) -> Backup:
    """Write a backup, restore it beside the installation, verify it there, and enter it as safe.

    Raises:
        Refusal: backup_running; backup_not_verified — the folder is kept and does not count; backup_broken,
            database_program_missing, database_program_failed, storage_full.
    """
    # The history must have a name before it is copied.
    own_lineage()
    db.session.rollback()
    config, started = current_config(), time.monotonic()
    folder = to or config.backup_dir
    with alone(config), _alone_in(folder), _noting_failure():
        made_at, backup_id = utc_now(), new_id()
        draft = folder / f"{_DRAFT}{backup_id}"
        key = key_of(config)
        with scratch_folder(config) as scratch:
            copy_out(config.database_url, scratch / "copy")
            failpoints.pass_by("backup_copied")
            made = (backup_id, to_wire(made_at), engine_of(config.database_url))
            write_archive(config, draft, scratch / "copy", made, key)
        failpoints.pass_by("backup_written")
        final = folder / name_of(made_at, backup_id)
        try:
            head = _prove(config, draft)
        except Refusal:
            draft.replace(final.with_name(final.name + _UNVERIFIED))
            raise
        draft.replace(final)
        failpoints.pass_by("backup_verified")
        backup = _enter(backup_id, made_at, head, final, started)
        prune_backups(folder)
    write_last_seen()
    return backup


def prune_backups(folder: Path) -> int:
    """Remove the backups of a folder that are older than the policy, and the evidence that none of the rest names.

    Nobody else may write into the folder meanwhile: a backup that is being made is not counted among the rest.
    """
    oldest = utc_now() - timedelta(days=policy("backup.keep_days"))
    kept = {one.id: one for one in kept_backups()}
    newest = next(iter(kept), None)
    found = {path: manifest_of(path) for path in _backups_in(folder)}
    gone = set(to_prune([(one.id, from_wire(one.made_at)) for one in found.values()], newest, oldest))
    for path, manifest in found.items():
        if manifest.id in gone:
            shutil.rmtree(path)
    with transaction():
        for backup_id in sorted(gone & set(kept)):
            kept[backup_id].pruned_at = utc_now()
            audit.record("prune_backup", SUBJECT, backup_id, "4.2")
    if gone:
        _sweep_pool(folder)
    return len(gone)


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


def _enter(backup_id: str, made_at: datetime, head: Head, folder: Path, started: float) -> Backup:
    if head.lineage is None:
        raise Refusal("backup_not_verified", what="lineage")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with transaction():
        backup = Backup(
            id=backup_id,
            lineage=head.lineage,
            at=made_at,
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
        for left in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(left)
        yield


@contextmanager
def _noting_failure() -> Iterator[None]:
    """Leave a trace of a backup that failed, so that the desk sees it and the night tries again later."""
    try:
        yield
    except OSError as problem:
        _note_failure("storage_full")
        raise Refusal("storage_full") from problem
    except Refusal as refused:
        _note_failure(refused.code)
        raise


def _note_failure(code: str) -> None:
    db.session.rollback()
    try:
        with transaction():
            audit.record(FAILED, SUBJECT, "-", code=code)
    except SQLAlchemyError:
        # The disk that is full may be the database's own.
        _log.exception("backup_failed", code=code)


def _backups_in(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{MANIFEST}") if not path.parent.name.startswith("."))


def _sweep_pool(folder: Path) -> None:
    manifests = [manifest_of(path) for path in _backups_in(folder)]
    named = {folder / pool_path(one.pool, name) for one in manifests for name in one.evidence}
    for path in folder.glob(f"{POOLS}*/**/*{SUFFIX}"):
        if path not in named:
            path.unlink()
