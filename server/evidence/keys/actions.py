"""Make, share, hold and destroy the keys of blobs."""

import os
import shutil
from collections.abc import Collection
from datetime import timedelta

from server import audit
from server.config import current_config
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.flushed_files import flush, write_once
from server.core.sealed_bytes import KEY_BYTES, ByteKey
from server.db import db, insert_new, transaction
from server.evidence.keys.models import BlobKey
from server.evidence.keys.queries import find_group_key, group_key_path, groups_of, unwrapped
from server.evidence.keys.rules import held_group, wrap
from server.rules import policy


def wrap_for(group: str, keys: Collection[tuple[str, ByteKey]]) -> None:
    """Keep the keys of blobs, each given with its hash, under the key of a group; joins the caller's transaction."""
    if not keys:
        return
    group_key = _group_key(group)
    rows = [
        {"sha256": sha256, "key_group": group, "wrapped": wrap(key, group_key, sha256, group)} for sha256, key in keys
    ]
    db.session.execute(insert_new(BlobKey), rows)


def share_with(group: str, hashes: Collection[str]) -> None:
    """Let a group keep blobs that came with another one: bytes that prove two things outlast the first."""
    if not hashes:
        return
    wraps = groups_of(hashes)
    lacking = [sha256 for sha256 in sorted(set(hashes)) if wraps[sha256] and group not in wraps[sha256]]
    keys = [(sha256, unwrapped(sha256, wraps[sha256])) for sha256 in lacking]
    wrap_for(group, [(sha256, key) for sha256, key in keys if key is not None])


def hold_blobs(hold_id: str, hashes: Collection[str]) -> None:
    """Keep wraps of a hold's own, which outlast the destruction of the blobs' groups (4.2)."""
    with transaction():
        share_with(held_group(hold_id), hashes)
        audit.record("hold_blobs", "hold", hold_id, "4.2", blobs=len(hashes))


def destroy_group(group: str) -> None:
    """Destroy the key of a group for ever: no blob that only it keeps can be read again (4.2).

    The key is gone from the key store at once, and from its backups within the days of the policy.

    Raises:
        Refusal: not_found — there is no such key.
    """
    path = group_key_path(group)
    with transaction():
        if find_group_key(group) is None:
            raise Refusal("not_found")
        audit.record("destroy_key_group", "key_group", group, "4.2")
        path.unlink()
        flush(path.parent)


def back_up_keystore() -> None:
    """Copy the keys once a day, and drop copies older than the policy allows: a destroyed key dies there too."""
    config = current_config()
    today = local_date(utc_now())
    target = config.keystore_backup_dir / today.isoformat()
    if target.exists():
        return
    if config.keystore_dir.exists():
        draft = config.keystore_backup_dir / f".{today.isoformat()}"
        shutil.copytree(config.keystore_dir, draft, dirs_exist_ok=True)
        draft.replace(target)
    oldest = (today - timedelta(days=policy("backup.keep_days"))).isoformat()
    for folder in config.keystore_backup_dir.glob("????-??-??"):
        if folder.name < oldest:
            shutil.rmtree(folder)


def _group_key(group: str) -> bytes:
    # What comes after the destruction begins anew: the old copies stay unreadable, and no late record is held up.
    known = find_group_key(group)
    if known is None:
        write_once(group_key_path(group), os.urandom(KEY_BYTES))
        known = group_key_path(group).read_bytes()
    return known
