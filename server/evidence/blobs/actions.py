"""Take bytes in: whole from inside, in parts from tablets."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, NamedTuple

from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from werkzeug.exceptions import ClientDisconnected

from server import audit
from server.core import failpoints
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.core.sizes import size_in_words
from server.db import db, transaction
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import blob_filesystem, blob_path, find_blob, partial_path
from server.evidence.blobs.rules import Part, problem_of
from server.rules import policy

_CHUNK = 64 * 1024


class Upload(NamedTuple):
    """Where an upload stands after a request: `offset` bytes are safely here."""

    state: Literal["partial", "complete", "already"]
    offset: int


def put_blob(content: bytes, media_type: str) -> str:
    """Keep bytes made or checked by the server itself and return their hash; the same bytes twice are one blob."""
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        if find_blob(sha256) is None:
            path = _spool(content)
            _keep(path, sha256, media_type, len(content))
    return sha256


def receive_part(device_id: str, sha256: str, part: Part, media_type: str, body: IO[bytes]) -> Upload:
    """Append a part of a tablet's upload; when it is the last, verify the hash, flush, then write the row.

    Bytes that arrived before a connection broke are kept, so that HEAD tells where to go on (N2, N7).

    Raises:
        Refusal: too_large, range_mismatch (bytes before this part are missing), hash_mismatch
            (the upload starts anew), storage_full.
    """
    if part.total > policy("blob.max_bytes"):
        raise Refusal("too_large", limit=size_in_words(policy("blob.max_bytes")))
    known = find_blob(sha256)
    if known is not None:
        return Upload("already", known.length)
    # The network is waited for before the lock: a connection that hangs must not hold up the tablet's next try.
    content, broken = _read_body(body, part.end - part.start)
    with _storage_can_be_full(), _held(device_id, sha256):
        upload = _append(device_id, sha256, part, content, media_type)
    if broken is not None:
        raise broken
    return upload


def _read_body(body: IO[bytes], length: int) -> tuple[bytes, ClientDisconnected | None]:
    content = bytearray()
    try:
        while len(content) < length and (chunk := body.read(min(_CHUNK, length - len(content)))):
            content += chunk
    except ClientDisconnected as broken:
        return bytes(content), broken
    return bytes(content), None


def _append(device_id: str, sha256: str, part: Part, content: bytes, media_type: str) -> Upload:
    db.session.rollback()  # another request may have finished this blob while this one was read
    known = find_blob(sha256)
    if known is not None:
        return Upload("already", known.length)
    path = partial_path(device_id, sha256)
    offset = _write(path, part, content)
    if offset < part.total:
        return Upload("partial", offset)
    _finish(path, sha256, media_type, part.total)
    return Upload("complete", part.total)


def _write(path: Path, part: Part, content: bytes) -> int:
    offset = path.stat().st_size if path.exists() else 0
    if offset > part.total:
        # Another length was announced before: what lies here cannot be a beginning of this blob.
        path.unlink()
        offset = 0
    if part.start > offset:
        raise Refusal("range_mismatch", offset=offset)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(part.start)
        file.write(content)
        failpoints.pass_by("part_written")
        return max(file.tell(), offset)


def _finish(path: Path, sha256: str, media_type: str, length: int) -> None:
    if _hash_of(path) != sha256:
        path.unlink()
        raise Refusal("hash_mismatch")
    with transaction():
        _keep(path, sha256, media_type, length)
        audit.record("receive_blob", "blob", sha256, length=length)


def _keep(path: Path, sha256: str, media_type: str, length: int) -> None:
    problem = problem_of(path.read_bytes(), media_type, policy("blob.max_pixels"))
    _move_into_store(path, sha256)
    failpoints.pass_by("blob_stored")
    row = {"sha256": sha256, "length": length, "media_type": media_type, "problem": problem, "created_at": utc_now()}
    # Two tablets may finish the same bytes at once: one row, and both are right.
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert = insert_on_postgresql if on_postgresql else insert_on_sqlite
    db.session.execute(insert(Blob).values(row).on_conflict_do_nothing())


def _move_into_store(path: Path, sha256: str) -> None:
    filesystem, folder = blob_filesystem()
    target = blob_path(folder, sha256)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    if "file" not in filesystem.protocol:
        filesystem.put_file(str(path), target)
        path.unlink()
        return
    home = Path(target).parent
    home.mkdir(parents=True, exist_ok=True)
    _move(path, Path(target))
    for folder_to_flush in (home, home.parent, home.parent.parent):
        _flush_folder(folder_to_flush)


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        # The blobs lie on another disk: copy beside the target, flush, then rename in one step.
        beside = target.with_suffix(f".{new_id()}")
        shutil.copyfile(path, beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
        path.unlink()


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _spool(content: bytes) -> Path:
    path = partial_path("server", new_id())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _held(device_id: str, sha256: str) -> Iterator[None]:
    """Let one request at a time touch an unfinished upload: a tablet may repeat before its first try has ended."""
    lock = partial_path(device_id, f"{sha256[:2]}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _storage_can_be_full() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal("storage_full") from problem
        raise
