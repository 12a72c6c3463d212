"""I5: every attachment named is here, its bytes are those of its name, and evidence carries no metadata."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from server.core.errors import Refusal
from server.db import db
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import open_blob
from server.evidence.blobs.rules import problem_of
from server.evidence.models import Evidence
from server.rules import policy
from server.sync.models import Event
from server.sync.rules import named_attachments, read_record
from server.verify.rules import Finding

_CHUNK = 1024 * 1024
_LOST = "attachment_lost"


def check() -> Finding:
    """Read every blob again, and look up every attachment of every record."""
    finding = Finding("I5", "attachments are here, whole and clean")
    blobs = {blob.sha256: blob for blob in db.session.scalars(select(Blob))}
    clean = set(db.session.scalars(select(Evidence.sha256).where(Evidence.event_id.is_not(None))))
    for blob in blobs.values():
        finding.count("blobs")
        finding.problems += [f"{blob.sha256} {problem}" for problem in _problems(blob, blob.sha256 in clean)]
    for event in db.session.scalars(select(Event).execution_options(yield_per=500)):
        record = read_record(event.content)
        for sha256 in named_attachments(record) if record else ():
            finding.count("attachments")
            if sha256 not in blobs and event.reason != _LOST:
                finding.problems.append(f"{event.id} names {sha256}, which is not here")
    return finding


def _problems(blob: Blob, must_be_clean: bool) -> Iterator[str]:
    hasher, length, start = hashlib.sha256(), 0, b""
    try:
        with open_blob(blob.sha256) as file:
            while chunk := file.read(_CHUNK):
                start = start or chunk
                hasher.update(chunk)
                length += len(chunk)
            content = start if length == len(start) else None
    except Refusal:
        yield "has no bytes"
        return
    if length != blob.length or hasher.hexdigest() != blob.sha256:
        yield "has other bytes than its name"
    elif length == 0:
        yield "is empty"
    elif must_be_clean:
        # Evidence is at most a few megabytes, so most of it was read in one piece.
        content = content if content is not None else _read(blob.sha256)
        problem = problem_of(content, blob.media_type, policy("blob.max_pixels"))
        if problem:
            yield f"is evidence and {problem}"


def _read(sha256: str) -> bytes:
    with open_blob(sha256) as file:
        return file.read()
