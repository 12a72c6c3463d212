"""What can be said of a record before the rules of the hand-over are asked. Pure."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from server.core.clock import from_wire
from server.evidence.blobs.models import Blob
from server.evidence.rules import is_kind, media_type
from server.sync.intake.schemas import PAYLOADS, problems_of
from server.sync.rules import Record, id_of, named_attachments, number_of, text_of
from server.sync.versions.rules import NEWEST_SCHEMA

# What a row of a paper roster says of a card (1.2.2.c).
_OUTCOMES = ("card.handed_over", "person.not_served", "card.wrong_face")


class Paper(NamedTuple):
    """What two people typed in from paper, as (round, card), and the rounds in which this tablet was declared lost."""

    typed: frozenset[tuple[str | None, str | None]] = frozenset()
    lost: frozenset[str | None] = frozenset()

    def stands_for(self, record: Record) -> bool:
        """Tell whether paper has said already what this record says, or stands in for the tablet that wrote it (H10).

        Somebody whom the paper has as absent may be served later by a tablet that is still there.
        """
        payload = record.body.get("payload")
        round_id = id_of(record.body, "round")
        if record.type not in _OUTCOMES or not isinstance(payload, dict):
            return False
        if (round_id, id_of(payload, "card_id")) not in self.typed:
            return False
        return record.type != "card.handed_over" or round_id in self.lost


NO_PAPER = Paper()


def missing_attachments(record: Record, here: Container[str]) -> list[str]:
    """Return the attachments that have not arrived and that the tablet may still have."""
    return [sha256 for sha256 in named_attachments(record) if sha256 not in here and sha256 not in record.lost]


def misshapen(record: Record) -> str | None:
    """Return the code under which a record is parked for its shape alone, or None."""
    if record.type not in PAYLOADS or (number_of(record.body, "schema") or 0) > NEWEST_SCHEMA:
        return "unknown_type"
    return "not_understood" if problems_of(record.body) else None


def attachments_refused(record: Record, blobs: Mapping[str, Blob], spoilt: Container[str] = frozenset()) -> str | None:
    """Return the code under which a record of the right shape is parked for its attachments, or None.

    `spoilt` are those that have arrived and are not what the record says.
    """
    named = named_attachments(record)
    if any(sha256 in spoilt for sha256 in named if sha256 not in blobs):
        return "attachment_unfit"
    if any(sha256 not in blobs for sha256 in named):
        return "attachment_lost"
    unfit = any(not _fits(attachment, blobs[sha256]) for sha256, attachment in named.items())
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
        "device_time": moment_of(body),
        "clock_offset_ms": number_of(body, "clock_offset_ms"),
        "received_at": received_at,
    }


def _fits(attachment: dict[str, Any], blob: Blob) -> bool:
    kind = attachment["kind"]
    if not is_kind(kind) or media_type(kind) != blob.media_type or attachment["media_type"] != blob.media_type:
        return False
    return blob.problem is None and blob.length == attachment["length"]


def moment_of(body: dict[str, Any]) -> datetime | None:
    """Return when a record says it happened, or None when it says no moment."""
    try:
        return from_wire(text_of(body, "device_time", 40))
    except ValueError:
        return None
