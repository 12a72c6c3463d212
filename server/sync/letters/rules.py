"""One thing a tablet sent, and what was found in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from joserfc.jwk import ECKey

from server.core.sealed_bytes import ByteKey
from server.core.sealed_records import Opened, open_record
from server.evidence.arrivals.rules import Claim
from server.evidence.rules import key_group
from server.sync.rules import Record, hash_of, id_of, named_attachments, read_record, text_of


class Sent(NamedTuple):
    """One record as it arrived, sealed or not; `lost` are attachments the tablet says it no longer has.

    What the tablet says of a sealed record, its hash and its (epoch, number), counts only where it does not open.
    """

    content: bytes
    lost: frozenset[str] = frozenset()
    is_sealed: bool = False
    record_hash: str | None = None
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What was found in one of them: a record, or the reason why there is none.

    `name` is the hash under which the server answers and keeps: of the record's bytes, or of the envelope where it
    does not open. `sealed` is the hash of the envelope, by which the tablet settles.
    """

    name: str
    content: bytes
    record: Record | None
    reason: str | None = None
    sealed: str | None = None
    is_unopened: bool = False
    record_hash: str | None = None
    place: tuple[int, int] | None = None
    keys: Mapping[str, ByteKey] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is wrong with a record's signatures, its shape and its checks; the numbers of checks that hold."""

    signature_fault: str | None = None
    misshapen: str | None = None
    check_fault: str | None = None
    nonces: tuple[str, ...] = ()


def open_letter(device_id: str, sent: Sent, escrow: Mapping[str, ECKey]) -> Letter:
    """Open one thing that a tablet sent."""
    sealed = hash_of(sent.content) if sent.is_sealed else None
    try:
        opened = open_record(sent.content, escrow) if sent.is_sealed else Opened(sent.content, {})
    except ValueError:
        return Letter(
            hash_of(sent.content),
            sent.content,
            None,
            "not_understood",
            sealed,
            is_unopened=True,
            record_hash=sent.record_hash,
            place=sent.place,
        )
    record = read_record(opened.content, sent.lost)
    name = record.hash if record else hash_of(opened.content)
    if record is None:
        return Letter(name, opened.content, None, "not_understood", sealed)
    if record.device_id != device_id:
        return Letter(name, opened.content, None, "record_of_another_device", sealed)
    return Letter(name, opened.content, record, None, sealed, keys=opened.keys)


def claims_of(letter: Letter) -> list[Claim]:
    """Return what a record says of the bytes that came for it."""
    if letter.record is None:
        return []
    round_id, claims = id_of(letter.record.body, "round"), []
    for sha256, attachment in named_attachments(letter.record).items():
        sealed = text_of(attachment, "sealed", 64)
        group = key_group(text_of(attachment, "kind", 20), round_id).name
        media_type = text_of(attachment, "media_type", 80)
        claims.append(Claim(sha256, sealed, letter.keys.get(sealed), media_type, group))
    return claims
