"""What can be said of a record before the rules of the hand-over are asked. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.core.clock import from_wire
from server.evidence.blobs.models import Blob
from server.evidence.rules import is_kind, media_type
from server.sync.intake.schemas import PAYLOADS, problems_of
from server.sync.rules import Record, id_of, named_attachments, number_of, text_of

_NEWEST_SCHEMA = 1


def missing_attachments(record: Record, blobs: Mapping[str, Blob]) -> list[str]:
    """Return the attachments that have not arrived and that the tablet may still have."""
    return [sha256 for sha256 in named_attachments(record) if sha256 not in blobs and sha256 not in record.lost]


def shape_refused(record: Record, blobs: Mapping[str, Blob]) -> str | None:
    """Return the code under which a record cannot be judged at all, or None."""
    if record.type not in PAYLOADS or (number_of(record.body, "schema") or 0) > _NEWEST_SCHEMA:
        return "unknown_type"
    if problems_of(record.body):
        return "not_understood"
    if any(sha256 not in blobs for sha256 in named_attachments(record)):
        return "attachment_lost"
    unfit = any(not _fits(attachment, blobs[sha]) for sha, attachment in named_attachments(record).items())
    return "attachment_unfit" if unfit else None


def event_row(record: Record, received_at: datetime) -> dict[str, Any]:
    """Return the columns of a record's row that it fills by itself."""
    body = record.body
    return {
        "id": record.id,
        "device_id": record.device_id,
        "epoch": record.epoch,
        "seq": record.seq,
        "prev_hash": record.prev_hash,
        "hash": record.hash,
        "content": record.content,
        "type": text_of(body, "type", 40),
        "schema_version": number_of(body, "schema") or 0,
        "rules_edition": text_of(body, "rules_edition", 20),
        "build": text_of(body, "build", 60),
        "officer_id": id_of(body, "officer"),
        "round_id": id_of(body, "round"),
        "device_time": _moment_of(body),
        "clock_offset_ms": number_of(body, "clock_offset_ms"),
        "received_at": received_at,
    }


def _fits(attachment: dict[str, Any], blob: Blob) -> bool:
    kind = attachment["kind"]
    if not is_kind(kind) or media_type(kind) != blob.media_type or attachment["media_type"] != blob.media_type:
        return False
    return blob.problem is None and blob.length == attachment["length"]


def _moment_of(body: dict[str, Any]) -> datetime | None:
    try:
        return from_wire(text_of(body, "device_time", 40))
    except (ValueError, OverflowError):
        return None
