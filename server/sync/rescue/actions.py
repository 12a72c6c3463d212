"""Take a rescue file in: each record and attachment goes the way of the tablet's own upload."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from server import audit
from server.accounts.devices.models import Device
from server.accounts.devices.queries import device_in_scope
from server.accounts.signing_keys.queries import keys_of_device
from server.core.errors import Refusal
from server.db import transaction
from server.evidence.arrivals.actions import longest_arrival, receive_part
from server.evidence.arrivals.queries import arrived_length
from server.evidence.blobs.rules import Part
from server.rules import policy
from server.sync.actions import receive_records
from server.sync.epochs.actions import Told, note_chain
from server.sync.letters.rules import Sent
from server.sync.queries import hashes_here
from server.sync.rescue.rules import (
    ATTACHMENT,
    MANIFEST,
    RECORD,
    Bounds,
    Frame,
    Listed,
    Manifest,
    is_signed_by_one,
    ranges_of,
    read_manifest,
    slice_of,
    stand_in,
    whole_frames,
)
from server.sync.rules import Answer

_CLAUSE = "1.2.2.d"
_COUNTED = ("accepted", "duplicate", "parked", "conflict", "wait")


class Signed(NamedTuple):
    """A manifest with the device that signed it; `token` is what it signed."""

    device_id: str
    device_name: str
    manifest: Manifest
    token: bytes


@dataclass
class Taken:
    """What became of a file: a verdict for each record it holds, and what it does not hold whole.

    `damaged` are places of records that are nowhere else either; `without` counts attachments likewise. `gone` says
    that their tablet will not bring them any more.
    """

    of: Signed
    gone: bool
    verdicts: list[tuple[Listed, Answer]] = field(default_factory=list)
    damaged: list[tuple[int, int]] = field(default_factory=list)
    without: int = 0

    def counts(self) -> dict[str, int]:
        """Return how many records got each verdict."""
        found = [str(answer.verdict) for _, answer in self.verdicts]
        return {verdict: found.count(verdict) for verdict in _COUNTED}

    @property
    def is_any_new(self) -> bool:
        """Tell whether a record was accepted that was not here before."""
        return self.counts()["accepted"] > 0


class _File:
    """A rescue file whose frames were found."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.frames = list(whole_frames(file, _bounds()))
        self._places = {(frame.kind, frame.sha256): frame for frame in self.frames}

    def bytes_of(self, frame: Frame) -> bytes:
        """Return what a frame holds."""
        return slice_of(self._file, frame)

    def find(self, kind: str, sha256: str) -> Frame | None:
        """Return the whole frame of this name."""
        return self._places.get((kind, sha256))


def take_rescue_file(file: IO[bytes], *, gone: bool) -> Taken:
    """Take in what a tablet saved of its queue: same bytes, same verdicts; what came before is a duplicate (H10).

    A record that the file does not hold whole keeps those behind it waiting, as its tablet can still bring it; with
    `gone`, when it never will, its place is noted as unreadable and the rest is judged.

    Raises:
        Refusal: rescue_unreadable — no manifest, or not signed by its device; rescue_of_elsewhere;
            unavailable, storage_full — the same file can be taken again.
    """
    read = _File(file)
    signed = _signed_manifest(read)
    taken = Taken(signed, gone)
    for batch in _batches(signed.manifest.records, read):
        _take(read, taken, batch)
    manifest = signed.manifest
    with transaction():
        note_chain(signed.device_id, Told(*manifest.head, manifest.head_hash, manifest.ended))
        audit.record(
            "take_rescue_file",
            "device",
            signed.device_id,
            _CLAUSE,
            manifest=hashlib.sha256(signed.token).hexdigest(),
            records=len(manifest.records),
            damaged=len(taken.damaged),
            gone=gone,
            **taken.counts(),
        )
    return taken


def describe_taken(taken: Taken) -> dict[str, Any]:
    """Return what became of a file, for the page that is shown and printed."""
    records = taken.of.manifest.records
    return {
        "device_id": taken.of.device_id,
        "device_name": taken.of.device_name,
        "saved_at": taken.of.manifest.saved_at,
        "records": len(records),
        "held": ranges_of(one.place for one in records),
        "counts": taken.counts(),
        "kept_for_people": [
            {"epoch": listed.place[0], "number": listed.place[1], "id": answer.id, "reason": answer.reason}
            for listed, answer in taken.verdicts
            if answer.verdict in ("parked", "conflict")
        ],
        "waiting": ranges_of(listed.place for listed, answer in taken.verdicts if answer.verdict == "wait"),
        "damaged": ranges_of(taken.damaged),
        "attachments_missing": taken.without,
        "gone": taken.gone,
    }


def _bounds() -> Bounds:
    longest = {
        MANIFEST: policy("rescue.manifest_bytes"),
        ATTACHMENT: longest_arrival(),
        RECORD: policy("sync.batch_bytes") * policy("sync.body_factor"),
    }
    return Bounds(longest, policy("rescue.frames"), policy("rescue.damaged"))


def _signed_manifest(read: _File) -> Signed:
    """Find the manifest, which stands at the beginning and again at the end, and whose it is."""
    for frame in read.frames:
        if frame.kind != MANIFEST:
            continue
        token = read.bytes_of(frame)
        try:
            manifest = read_manifest(token)
        except ValueError:
            continue
        device = _device_of(manifest)
        # Whichever key it had: a tablet that was shut out saves its queue like any other (4.2).
        own = [key.public_key for key in keys_of_device(device.id).values() if key.officer_id is None]
        if is_signed_by_one(token, own):
            return Signed(device.id, device.name, manifest, token)
    raise Refusal("rescue_unreadable")


def _device_of(manifest: Manifest) -> Device:
    try:
        return device_in_scope(manifest.device_id)
    except Refusal as stranger:
        raise Refusal("rescue_of_elsewhere") from stranger


def _batches(records: Sequence[Listed], read: _File) -> Iterator[list[Listed]]:
    most, longest = policy("sync.batch_records"), policy("sync.batch_bytes")
    batch: list[Listed] = []
    size = 0
    for one in records:
        frame = read.find(RECORD, one.sealed)
        length = frame.length if frame else 0
        if batch and (len(batch) == most or size + length > longest):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += length
    if batch:
        yield batch


def _take(read: _File, taken: Taken, batch: Sequence[Listed]) -> None:
    device_id = taken.of.device_id
    here = hashes_here(device_id, [one.hash for one in batch if read.find(RECORD, one.sealed) is None])
    sent: list[tuple[Listed, Sent]] = []
    for one in batch:
        if one.hash in here:
            taken.verdicts.append((one, Answer(one.hash, "duplicate")))
            continue
        lost = {*one.lost, *_bring_attachments(read, taken, one)}
        frame = read.find(RECORD, one.sealed)
        if frame is None:
            taken.damaged.append(one.place)
        if frame is not None or taken.gone:
            content = read.bytes_of(frame) if frame else stand_in(one)
            sent.append((one, Sent(content, frozenset(lost), is_sealed=True, record_hash=one.hash, place=one.place)))
    answers = receive_records(device_id, [one for _, one in sent]) if sent else []
    for (listed, _), answer in zip(sent, answers, strict=True):
        if read.find(RECORD, listed.sealed):
            taken.verdicts.append((listed, answer))


def _bring_attachments(read: _File, taken: Taken, one: Listed) -> list[str]:
    """Bring what came with a record; return what nobody can bring any more, by its clear hash."""
    missing = []
    for sealed, clear in one.attachments:
        if clear in one.lost or any(arrived_length(name) is not None for name in (sealed, clear)):
            continue
        frame = read.find(ATTACHMENT, sealed)
        if frame is None:
            taken.without += 1
            missing.append(clear)
            continue
        part = Part(0, frame.length, frame.length)
        receive_part(taken.of.device_id, sealed, part, io.BytesIO(read.bytes_of(frame)))
    return missing if taken.gone else []
