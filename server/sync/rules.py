"""What a record says about itself and where it stands in its tablet's chain. Pure."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from server.core.ids import is_id
from server.core.masks import mask_identity_number, mask_phone

Verdict = Literal["accepted", "duplicate", "conflict", "parked", "wait"]
Place = Literal["next", "gap", "broken", "taken"]

# What a case says in words: the refusal each kind of conflict goes by.
CASE_CODES = {
    "second_hand_over": "card_already_handed_over",
    "changed_bytes": "same_id_other_content",
    "chain": "chain_broken",
    "bank_refused": "bank_refused_after_hand_over",
    "finance_of_proxy": "finance_needs_the_person",
}

# Where a record spells out what a screen must not show.
_MASKED = (
    ("identity", "number", mask_identity_number),
    ("proxy", "number", mask_identity_number),
    ("proxy", "phone", mask_phone),
    ("contact", "phone", mask_phone),
)
_HASH = re.compile(r"[0-9a-f]{64}")
# What fits a whole number's column.
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a tablet: the exact bytes, their hash, and what every record must say to be filed."""

    content: bytes
    hash: str
    body: dict[str, Any]
    id: str
    device_id: str
    epoch: int
    seq: int
    prev_hash: str | None
    lost: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[int, int]:
        """Return the place in the tablet's own order; its clock never decides (I16)."""
        return self.epoch, self.seq

    @property
    def type(self) -> str:
        """Return the event type, or nothing when it is no text."""
        found = self.body.get("type")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one record, as the receipt carries it."""

    hash: str
    verdict: Verdict
    id: str | None = None
    reason: str | None = None
    clause: str | None = None
    index: int | None = None
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Head:
    """The last record the server holds of one epoch of a tablet."""

    seq: int
    hash: str | None


START = Head(0, None)


@dataclass(slots=True)
class Quarantine:
    """Bytes of a tablet that could not be read: how many there are, and which of them an upload names by hash."""

    named: set[str]
    count: int

    def add(self, known: str) -> None:
        """Count bytes that were not there yet."""
        self.named.add(known)
        self.count += 1


def read_record(content: bytes, lost: frozenset[str] = frozenset()) -> Record | None:
    """Read a record far enough to file it under its tablet, epoch and number; None when it does not say these."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict) or not _says_what_it_is(body):
        return None
    prev = body.get("prev")
    return Record(
        content=content,
        hash=hash_of(content),
        body=body,
        id=body["id"],
        device_id=body["device"],
        epoch=body["epoch"],
        seq=body["seq"],
        prev_hash=prev if _is_hash(prev) else None,
        lost=lost,
    )


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a record's exact bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def place_in_chain(record: Record, head: Head, quarantined: Quarantine) -> Place:
    """Say where a record stands after the last one held.

    Bytes that could not be read take their numbers too: a record that follows them by hash is next,
    so that one unreadable record never holds up the day's queue (reliability T22).
    """
    if record.seq <= head.seq:
        return "taken"
    if record.seq == head.seq + 1:
        return "next" if record.prev_hash == head.hash else "broken"
    unreadable = record.seq - head.seq - 1
    return "broken" if record.prev_hash in quarantined.named and quarantined.count >= unreadable else "gap"


def named_attachments(record: Record) -> dict[str, dict[str, Any]]:
    """Return the attachments a record lists, by hash; what is no attachment is left to the schema."""
    listed = record.body.get("attachments")
    if not isinstance(listed, list):
        return {}
    return {a["sha256"]: a for a in listed if isinstance(a, dict) and _is_hash(a.get("sha256"))}


def masked_record(content: bytes) -> dict[str, Any]:
    """Return a filed record as people may see it: the numbers and phones of person and proxy are masked."""
    body: dict[str, Any] = orjson.loads(content)
    payload = body.get("payload")
    for part, name, mask in _MASKED:
        found = payload.get(part) if isinstance(payload, dict) else None
        if isinstance(found, dict) and isinstance(found.get(name), str):
            found[name] = mask(found[name])
    return body


def text_of(body: dict[str, Any], name: str, longest: int) -> str:
    """Return a text of the record cut to its column, or nothing when it is no text."""
    found = body.get(name)
    # PostgreSQL takes no NUL in a text; the bytes keep it.
    return found.replace("\0", "")[:longest] if isinstance(found, str) else ""


def id_of(body: dict[str, Any], name: str) -> str | None:
    """Return an id of the record, or None when it is none."""
    found = body.get(name)
    return found if isinstance(found, str) and is_id(found) else None


def number_of(body: dict[str, Any], name: str) -> int | None:
    """Return a whole number of the record that fits its column, or None."""
    found = body.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) > LARGEST:
        return None
    return found


def _says_what_it_is(body: dict[str, Any]) -> bool:
    ids = is_id(body.get("id")) and is_id(body.get("device"))
    return ids and all(_is_whole(body.get(name)) and 0 < body[name] <= LARGEST for name in ("epoch", "seq"))


def _is_hash(found: object) -> bool:
    return isinstance(found, str) and _HASH.fullmatch(found) is not None


def _is_whole(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)
