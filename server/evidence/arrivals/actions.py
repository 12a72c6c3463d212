"""Take bytes in from tablets, and make blobs of them when a record brings their keys."""

import fcntl
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import IO, Literal, NamedTuple

from sqlalchemy import delete, update
from werkzeug.exceptions import ClientDisconnected

from server import audit
from server.core import failpoints
from server.core.clock import utc_now
from server.core.disks import is_disk_full
from server.core.errors import Refusal
from server.core.sealed_bytes import NONCE_BYTES, TAG_BYTES, open_bytes
from server.core.sizes import size_in_words
from server.db import db, insert_new, transaction
from server.db.faults import refuse_after_failure
from server.evidence.arrivals.models import Arrival
from server.evidence.arrivals.queries import arrived_length, doubled_arrivals, partial_path
from server.evidence.arrivals.rules import Claim
from server.evidence.blobs.actions import Stored, keep_stored, move_into_store, remove_stored, seal_into_store
from server.evidence.blobs.queries import read_stored
from server.evidence.blobs.rules import Part, problem_of
from server.evidence.keys.actions import share_with
from server.evidence.keys.queries import is_kept_by
from server.rules import policy

# Of what a broken connection had brought, at most the piece that was being read is lost.
_CHUNK = 16 * 1024


class Upload(NamedTuple):
    """Where an upload stands after a request: `offset` bytes are safely here."""

    state: Literal["partial", "complete", "already"]
    offset: int


def longest_arrival() -> int:
    """Return how many sealed bytes one piece of evidence may have."""
    return int(policy("blob.max_bytes")) + NONCE_BYTES + TAG_BYTES


def receive_part(device_id: str, sha256: str, part: Part, body: IO[bytes]) -> Upload:
    """Append a part of a tablet's upload; when it is the last, verify the hash, flush, then write the row.

    Bytes that arrived before a connection broke are kept, so that HEAD tells where to go on (N2, N7).

    Raises:
        Refusal: too_large, range_mismatch (bytes before this part are missing), hash_mismatch
            (the upload starts anew), storage_full, storage_failing.
    """
    refuse_after_failure()
    if part.total > longest_arrival():
        raise Refusal("too_large", limit=size_in_words(policy("blob.max_bytes")))
    known = arrived_length(sha256)
    if known is not None:
        return Upload("already", part.total)
    # The network is waited for before the lock: a connection that hangs must not hold up the tablet's next try.
    content, broken = _read_body(body, part.end - part.start)
    with _storage_can_be_full(), _held(device_id, sha256):
        upload = _append(device_id, sha256, part, content)
    if broken is not None:
        raise broken
    return upload


def open_claim(claim: Claim) -> Stored | None:
    """Open what has arrived, without the database; None where it is not what the record says (T5)."""
    clear = _clear_bytes(claim)
    if clear is None:
        return None
    if claim.is_clear or claim.key is None:
        return seal_into_store(clear, claim.sha256, claim.media_type)
    problem = problem_of(clear, claim.media_type, policy("blob.max_pixels"))
    return Stored(claim.sha256, claim.sealed_sha256, len(clear), claim.media_type, problem, claim.key)


def is_double(claim: Claim) -> bool:
    """Tell whether what has arrived for a blob that is known is what the record says, once more."""
    try:
        return _clear_bytes(claim) is not None
    except Refusal:
        return False  # swept at this moment


def keep_claimed(
    opened: Sequence[tuple[Claim, Stored]], known: Sequence[Claim] = (), doubled: Sequence[Claim] = ()
) -> None:
    """Make blobs of what was opened, and let what is `known` outlast with the groups that name it as well.

    Of the known ones `doubled` have arrived under a second key. Joins the caller's transaction.
    """
    for group, some in groupby(sorted(opened, key=lambda one: one[0].group), key=lambda one: one[0].group):
        keep_stored([stored for _, stored in some], group)
    for group, claims in groupby(sorted(known, key=lambda one: one.group), key=lambda one: one.group):
        share_with(group, [claim.sha256 for claim in claims])
    claimed = [claim.sealed_sha256 for claim, _ in opened if not claim.is_clear]
    if claimed:
        db.session.execute(delete(Arrival).where(Arrival.sha256.in_(sorted(claimed))))
    # The bytes that version 1 brought in clear are kept sealed from now on.
    for claim in (*doubled, *(claim for claim, _ in opened if claim.is_clear)):
        if is_kept_by(claim.group, claim.sha256):
            marked = update(Arrival).where(Arrival.sha256 == claim.sealed_sha256)
            db.session.execute(marked.values(kept_as=claim.sha256))


def sweep_doubles() -> int:
    """Remove bytes that a blob keeps under another key; return how many. Nothing else that arrived ever goes.

    Clear ones go at once, sealed ones some hours after they came. Call it while no backup is made of the store: a copy
    would have a row without its bytes.
    """
    oldest = utc_now() - timedelta(hours=policy("evidence.doubled_hours"))
    gone = 0
    for arrival in doubled_arrivals(oldest):
        sha256 = arrival.sha256
        with _held(arrival.device_id, sha256):
            with transaction():
                db.session.execute(delete(Arrival).where(Arrival.sha256 == sha256))
                audit.record("sweep_double", "blob", sha256)
            remove_stored(sha256)
        gone += 1
    return gone


def _clear_bytes(claim: Claim) -> bytes | None:
    content = read_stored(claim.sealed_sha256)
    if claim.is_clear:
        return content
    if claim.key is None:
        return None
    try:
        return open_bytes(content, claim.sha256, claim.key, policy("blob.max_bytes"))
    except ValueError:
        return None


def _read_body(body: IO[bytes], length: int) -> tuple[bytes, ClientDisconnected | None]:
    content = bytearray()
    try:
        while len(content) < length and (chunk := body.read(min(_CHUNK, length - len(content)))):
            content += chunk
    except ClientDisconnected as broken:
        return bytes(content), broken
    return bytes(content), None


def _append(device_id: str, sha256: str, part: Part, content: bytes) -> Upload:
    db.session.rollback()  # another request may have finished these bytes while this one was read
    if arrived_length(sha256) is not None:
        return Upload("already", part.total)
    path = partial_path(device_id, sha256)
    offset = _write(path, part, content)
    if offset < part.total:
        return Upload("partial", offset)
    _finish(device_id, path, sha256, part.total)
    return Upload("complete", part.total)


def _write(path: Path, part: Part, content: bytes) -> int:
    offset = path.stat().st_size if path.exists() else 0
    if offset > part.total:
        # Another length was announced before: what lies here cannot be a beginning of these bytes.
        path.unlink()
        offset = 0
    if part.start > offset:
        raise Refusal("range_mismatch", offset=offset)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(part.start)
        file.write(content)
        failpoints.pass_by("part_written")
        return max(file.tell(), offset)


def _finish(device_id: str, path: Path, sha256: str, length: int) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        path.unlink()
        raise Refusal("hash_mismatch")
    with transaction():
        move_into_store(path, sha256)
        row = {"sha256": sha256, "length": length, "device_id": device_id, "arrived_at": utc_now()}
        db.session.execute(insert_new(Arrival).values(row))
        audit.record("receive_blob", "blob", sha256, length=length)


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
        if is_disk_full(problem):
            raise Refusal("storage_full") from problem
        raise
