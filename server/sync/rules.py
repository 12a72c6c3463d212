"""What a record says about itself and where it stands in its tablet's chain. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from server.core.ids import is_id
from server.core.masks import mask_identity_number, mask_phone
from server.core.signed_records import SignedRecord, body_of, read_signed
from server.sync.versions.rules import upcast

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
    """One record of a tablet: the exact bytes, their hash, and what every record must say to be filed.

    `body` is in the words of the newest version; `signed` is None where nobody signed (version 1).
    """

    content: bytes
    hash: str
    body: dict[str, Any]
    signed: SignedRecord | None
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

    hash: str | None
    verdict: Verdict
    id: str | None = None
    reason: str | None = None
    clause: str | None = None
    index: int | None = None
    missing: list[str] = field(default_factory=list)
    sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The last record the server holds of one epoch of a tablet."""

    seq: int
    hash: str | None


START = Head(0, None)


@dataclass(slots=True)
class Quarantine:
    """Bytes of a tablet that could not be read: the hashes of the records they are, and where they stand if known.

    `known` are the hashes of the bytes themselves; of `placeless` ones only the number is known.
    """

    known: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    places: dict[tuple[int, int], str] = field(default_factory=dict)
    placeless: int = 0

    def add(self, known: str, record_hash: str | None, place: tuple[int, int] | None) -> None:
        """Note bytes that were not there yet; what the device says of an envelope is its word alone."""
        name = record_hash or known
        self.known.add(known)
        self.named.add(name)
        if place is None:
            self.placeless += 1
        else:
            self.places[place] = name

    def stands_before(self, record: "Record", head: "Head") -> bool:
        """Tell whether unreadable bytes fill every place between the last record held and one that names them."""
        if record.prev_hash not in self.named:
            return False
        between = [(record.epoch, seq) for seq in range(head.seq + 1, record.seq)]
        if self.places.get(between[-1], record.prev_hash) != record.prev_hash:
            return False
        return sum(place not in self.places for place in between) <= self.placeless


def read_record(content: bytes, lost: frozenset[str] = frozenset()) -> Record | None:
    """Read a record far enough to file it under its tablet, epoch and number; None when it does not say these."""
    try:
        signed = read_signed(content)
        body = signed.body if signed else orjson.loads(content)
    except ValueError:
        return None
    if not _says_what_it_is(body):
        return None
    prev = body.get("prev")
    return Record(
        content=content,
        hash=hash_of(content),
        body=upcast(body),
        signed=signed,
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
    return "broken" if quarantined.stands_before(record, head) else "gap"


def named_attachments(record: Record) -> dict[str, dict[str, Any]]:
    """Return the attachments a record lists, by hash; what is no attachment is left to the schema."""
    listed = record.body.get("attachments")
    if not isinstance(listed, list):
        return {}
    return {a["sha256"]: a for a in listed if isinstance(a, dict) and _is_hash(a.get("sha256"))}


def masked_record(content: bytes) -> dict[str, Any]:
    """Return a filed record as people may see it: the numbers and phones of person and proxy are masked."""
    body = body_of(content)
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


def ranges(numbers: Iterable[int]) -> list[dict[str, int]]:
    """Return numbers as ranges without a gap, the lowest first."""
    found: list[dict[str, int]] = []
    for number in sorted(numbers):
        if found and found[-1]["last"] + 1 == number:
            found[-1]["last"] = number
        else:
            found.append({"first": number, "last": number})
    return found
