"""Keep bytes sealed in the store, and the row that promises them."""

import errno
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from server.config import current_config
from server.core import failpoints
from server.core.clock import utc_now
from server.core.flushed_files import flush
from server.core.ids import new_id
from server.core.sealed_bytes import ByteKey, new_byte_key, seal_bytes
from server.db import db, insert_new, transaction
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import blob_filesystem, blob_path, find_blob, find_blobs
from server.evidence.blobs.rules import problem_of
from server.evidence.keys.actions import share_with, wrap_for
from server.evidence.keys.rules import KeyGroup
from server.rules import policy


class Stored(NamedTuple):
    """Sealed bytes that rest in the store, and what is known of the clear ones."""

    sha256: str
    sealed_sha256: str
    length: int
    media_type: str
    problem: str | None
    key: ByteKey


def put_blob(content: bytes, media_type: str, group: KeyGroup) -> str:
    """Keep bytes made or checked by the server itself and return their hash; the same bytes twice are one blob."""
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        if find_blob(sha256) is None:
            keep_stored([seal_into_store(content, sha256, media_type)], group.name)
        else:
            share_with(group.name, [sha256])
    return sha256


def seal_into_store(content: bytes, sha256: str, media_type: str) -> Stored:
    """Seal clear bytes under a key of their own and flush them into the store; the row comes after (S4)."""
    sealed = seal_bytes(content, sha256, new_byte_key())
    path = current_config().data_dir / "uploads" / "server" / new_id()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sealed.content)
    move_into_store(path, sealed.sha256)
    problem = problem_of(content, media_type, policy("blob.max_pixels"))
    return Stored(sha256, sealed.sha256, len(content), media_type, problem, sealed.key)


def keep_stored(stored: Sequence[Stored], group: str) -> None:
    """Write the rows of bytes that lie in the store, their keys under a group's; joins the caller's transaction."""
    if not stored:
        return
    now = utc_now()
    rows = [
        {
            "sha256": one.sha256,
            "sealed_sha256": one.sealed_sha256,
            "length": one.length,
            "media_type": one.media_type,
            "problem": one.problem,
            "created_at": now,
        }
        for one in stored
    ]
    # Two tablets may finish the same bytes at once: one row, and both are right.
    db.session.execute(insert_new(Blob), rows)
    # Of the same clear bytes under two keys the first stay; the other's key would open nothing.
    kept = find_blobs(one.sha256 for one in stored)
    ours = [one for one in stored if kept[one.sha256].sealed_sha256 == one.sealed_sha256]
    wrap_for(group, [(one.sha256, one.key) for one in ours])
    share_with(group, [one.sha256 for one in stored if one not in ours])


def move_into_store(path: Path, name: str) -> None:
    """Flush a file and move it to where bytes of this hash rest.

    Raises:
        OSError: the disk is full; NotFlushedError: it fails. Either way the file is gone, as memory may show bytes of
            it that the disk never took: whoever has them writes them anew (S2).
    """
    filesystem, folder = blob_filesystem()
    target = blob_path(folder, name)
    _flush_or_drop(path)
    if "file" not in filesystem.protocol:
        filesystem.put_file(str(path), target)
        path.unlink()
    else:
        home = Path(target).parent
        home.mkdir(parents=True, exist_ok=True)
        _move(path, Path(target))
        for folder_to_flush in (home, home.parent, home.parent.parent):
            flush(folder_to_flush)
    failpoints.pass_by("blob_stored")


def remove_stored(name: str) -> None:
    """Remove bytes that no row names any more."""
    filesystem, folder = blob_filesystem()
    filesystem.rm_file(blob_path(folder, name))


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        # The blobs lie on another disk: copy beside the target, flush, then rename in one step.
        beside = target.with_suffix(f".{new_id()}")
        shutil.copyfile(path, beside)
        _flush_or_drop(beside)
        beside.replace(target)
        path.unlink()


def _flush_or_drop(path: Path) -> None:
    try:
        flush(path)
    except OSError:
        path.unlink()
        raise
