"""Remove backups that are older than the policy allows."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import structlog

from server import audit
from server.backups.archive.queries import manifest_of
from server.backups.archive.rules import DATABASE, MANIFEST, POOLS, SUFFIX, Manifest, pool_path
from server.backups.queries import SUBJECT, kept_backups
from server.backups.rules import DRAFT, made_at, to_prune
from server.core.clock import from_wire, utc_now
from server.core.errors import Refusal
from server.db import transaction
from server.rules import policy

_log = structlog.get_logger(__name__)


def prune_backups(folder: Path) -> int:
    """Remove the backups of a folder that are older than the policy, and the evidence that none of the rest names.

    Nobody else may write into the folder meanwhile: a backup that is being made is not counted among the rest.
    """
    oldest = utc_now() - timedelta(days=policy("backup.keep_days"))
    kept = {one.id: one for one in kept_backups()}
    found = _backups_in(folder)
    listed = {path: manifest for path, manifest in found.items() if manifest is not None}
    dated = [(one.id, from_wire(one.made_at)) for one in listed.values()]
    gone = set(to_prune(dated, next(iter(kept), None), oldest))
    leaving = [path for path, one in listed.items() if one.id in gone]
    # What a list that rotted named nobody knows any more; how old it is, its folder's name says.
    unread = [path for path in found if path not in listed]
    outdated = [path for path in unread if (at := made_at(path.name)) is not None and at < oldest]
    for path in (*leaving, *outdated):
        _remove(path)
    with transaction():
        for backup_id in sorted(gone & set(kept)):
            kept[backup_id].pruned_at = utc_now()
            audit.record("prune_backup", SUBJECT, backup_id, "4.2")
    if set(unread) - set(outdated):
        _log.error("pool_not_swept", unread=len(unread))
    elif leaving or outdated:
        _sweep_pool(folder, [one for one in listed.values() if one.id not in gone])
    return len(leaving) + len(outdated)


def _backups_in(folder: Path) -> dict[Path, Manifest | None]:
    """Return the backups in a folder with their lists; None where a list is gone or cannot be read."""
    paths = {path.parent for name in (MANIFEST, DATABASE) for path in folder.glob(f"*/{name}")}
    return {path: _list_of(path) for path in sorted(paths) if not path.name.startswith(".")}


def _list_of(folder: Path) -> Manifest | None:
    try:
        return manifest_of(folder)
    except Refusal:
        return None


def _remove(path: Path) -> None:
    """Remove a backup, and never leave half of one that looks like one."""
    leaving = path.with_name(f"{DRAFT}{path.name}")
    path.replace(leaving)
    shutil.rmtree(leaving)


def _sweep_pool(folder: Path, manifests: Iterable[Manifest]) -> None:
    named = {folder / pool_path(one.pool, name) for one in manifests for name in one.evidence}
    for path in folder.glob(f"{POOLS}*/**/*"):
        is_draft = path.name.startswith(".") and path.is_file()
        if is_draft or (path.suffix == SUFFIX and path not in named):
            path.unlink()
