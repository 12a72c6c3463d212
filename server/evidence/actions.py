"""Keep evidence of an event, and have the pictures among it read a second time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from server import audit
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.evidence.blobs.queries import read_blob
from server.evidence.models import Evidence
from server.evidence.reading import PictureLimits, PictureReading, ReadingLimits, read_in_subprocess
from server.evidence.reading.results import Format
from server.evidence.rules import compare, is_for_banks, is_read_again, retention_class
from server.rules import policy


@dataclass(frozen=True)
class Origin:
    """What a piece of evidence belongs to; `bank_code` None means no bank may look at it."""

    area_code: str
    bank_code: str | None
    event_id: str | None = None
    card_id: str | None = None
    round_id: str | None = None


def keep_evidence(origin: Origin, kind: str, sha256: str, expected_card_number: str | None = None) -> Evidence:
    """Tie a blob to what it proves; a frame of a barcode is queued for reading, a proxy's papers are for no bank.

    Joins the running transaction; its caller leaves the audit entry of the act that brought the evidence.
    """
    reads = expected_card_number is not None and is_read_again(kind)
    evidence = Evidence(
        id=new_id(),
        sha256=sha256,
        kind=kind,
        event_id=origin.event_id,
        card_id=origin.card_id,
        round_id=origin.round_id,
        area_code=origin.area_code,
        bank_code=origin.bank_code if is_for_banks(kind) else None,
        retention_class=retention_class(kind),
        reading_state="pending" if reads else "none",
        reading={"expected": expected_card_number} if reads else {},
        created_at=utc_now(),
    )
    db.session.add(evidence)
    return evidence


def read_waiting() -> int:
    """Do what is due of the second readings; the worker's job."""
    return read_pending(policy("evidence.read_batch"))


def read_pending(limit: int) -> int:
    """Read up to `limit` waiting pictures, the oldest first, and return how many were read.

    Reading is slow and may die; it happens between transactions, so nothing ever waits for it.
    """
    waiting = select(Evidence.id, Evidence.sha256).where(Evidence.reading_state == "pending")
    rows = db.session.execute(waiting.order_by(Evidence.created_at, Evidence.id).limit(limit)).all()
    db.session.rollback()
    for row in rows:
        _note_reading(row.id, _read(row.sha256))
    return len(rows)


def _read(sha256: str) -> PictureReading | None:
    try:
        content = read_blob(sha256)
    except Refusal:
        return None
    return read_picture(content, ("code128", "qr"))


def read_picture(content: bytes, formats: Sequence[Format]) -> PictureReading | None:
    """Read the codes in a picture in a bounded process (seconds at most); None when it gave no answer.

    Call it between transactions: nothing may wait for it.
    """
    limits = ReadingLimits(
        picture=PictureLimits(policy("blob.max_bytes"), policy("blob.max_pixels")),
        budget_ms=policy("evidence.read_budget_ms"),
        timeout_seconds=policy("evidence.read_timeout_seconds"),
        memory_bytes=policy("evidence.read_memory_bytes"),
    )
    return read_in_subprocess(content, formats, limits)


def _note_reading(evidence_id: str, found: PictureReading | None) -> None:
    with transaction():
        evidence = db.session.get(Evidence, evidence_id, with_for_update=True)
        if evidence is None or evidence.reading_state != "pending":
            return
        expected = evidence.reading["expected"]
        if found is None or found.outcome != "read":
            outcome = found.outcome if found else "blob_missing"
            evidence.reading_state, evidence.reading = "failed", {"expected": expected, "outcome": outcome}
        else:
            codes = [{"text": one.text, "format": one.format, "step": one.step} for one in found.readings]
            evidence.reading_state = compare(found.readings, expected).verdict
            evidence.reading = {"expected": expected, "codes": codes}
        evidence.read_at = utc_now()
        audit.record("read_evidence", "evidence", evidence.id, "1.1.2.b", outcome=evidence.reading_state)
