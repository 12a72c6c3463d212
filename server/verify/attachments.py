"""I5: every attachment named is here, its bytes are those of its name, and evidence carries no metadata."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from server.audit.models import AuditEntry
from server.core.errors import Refusal
from server.db import Base, db
from server.evidence.arrivals.models import Arrival
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import BlobReader, read_stored
from server.evidence.blobs.rules import problem_of
from server.evidence.models import Evidence
from server.rules import policy
from server.sync.models import Event
from server.sync.rules import named_attachments, read_record
from server.verify.rules import Finding

_AT_ONCE = 500
# The tablet has lost it, or it is not what the record says, or the record could not be placed.
_WITHOUT = frozenset({"attachment_lost", "attachment_unfit"})
_NO_KEY = "has no key"


def check() -> Finding:
    """Open every blob again, and look up every attachment of every record."""
    finding = Finding("I5", "attachments are here, whole and clean")
    destroyed = set(db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "destroy_key_group")))
    clean = set(db.session.scalars(select(Evidence.sha256).where(Evidence.event_id.is_not(None))))
    hashes = list(db.session.scalars(select(Blob.sha256).order_by(Blob.sha256)))
    for start in range(0, len(hashes), _AT_ONCE):
        reader = BlobReader(hashes[start : start + _AT_ONCE])
        for sha256, blob in reader.blobs.items():
            finding.count("blobs")
            problems = list(_problems(reader, blob, sha256 in clean))
            if problems == [_NO_KEY] and destroyed & set(reader.groups(sha256)):
                finding.count("destroyed on schedule")
                continue
            finding.problems += [f"{sha256} {problem}" for problem in problems]
    known = set(hashes)
    for event in db.session.scalars(select(Event).execution_options(yield_per=500)):
        record = read_record(event.content)
        for sha256 in named_attachments(record) if record else ():
            finding.count("attachments")
            if sha256 not in known and event.reason not in _WITHOUT:
                finding.problems.append(f"{event.id} names {sha256}, which is not here")
    finding.problems += [f"{place} names {one}, which is not here" for place, one in _named_elsewhere(known)]
    finding.problems += [f"arrival {one} has other bytes than its name" for one in _changed_arrivals(finding)]
    return finding


def _problems(reader: BlobReader, blob: Blob, must_be_clean: bool) -> Iterator[str]:
    stored = _unchanged(blob.sealed_sha256 or blob.sha256)
    if stored is None:
        yield f"has no bytes, or has other bytes than its {'sealed ' if blob.sealed_sha256 else ''}name"
        return
    try:
        # Opening proves the clear bytes by their hash; what rests in clear was proved by its name.
        content = reader.read(blob.sha256, stored)
    except Refusal as refused:
        yield _NO_KEY if refused.code == "blob_destroyed" else "does not open with its key"
        return
    if len(content) != blob.length:
        yield "has other bytes than its name"
    elif not content:
        yield "is empty"
    elif must_be_clean:
        problem = problem_of(content, blob.media_type, policy("blob.max_pixels"))
        if problem:
            yield f"is evidence and {problem}"


def _named_elsewhere(known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what rows name though no blob has it; the database refuses that only where nobody has told it not to."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is Blob.__table__.c.sha256 for key in column.foreign_keys):
                named = db.session.scalars(select(column).where(column.is_not(None)).distinct())
                yield from ((str(column), one) for one in named if one not in known)


def _changed_arrivals(finding: Finding) -> Iterator[str]:
    for sha256 in db.session.scalars(select(Arrival.sha256)):
        finding.count("arrivals")
        if _unchanged(sha256) is None:
            yield sha256


def _unchanged(name: str) -> bytes | None:
    """Return bytes as they rest; None where they are not those of their name."""
    try:
        stored = read_stored(name)
    except Refusal:
        return None
    return stored if hashlib.sha256(stored).hexdigest() == name else None
