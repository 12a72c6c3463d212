"""What stands in a rescue file and what of it is whole: docs/api/rescue-file.md. Pure but for reading the file."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from server.core.ids import is_id
from server.sync.rules import LARGEST, ranges

KIND, VERSION = "songka-rescue", 1
MANIFEST, ATTACHMENT, RECORD = "manifest", "attachment", "record"

_HEAD = re.compile(rb'\{"frame":"(manifest|attachment|record)","bytes":(\d{1,12}),"sha256":"([0-9a-f]{64})"\}\n')
_LONGEST_HEAD = 200
_NEXT = b'\n{"frame":"'
_CHUNK = 64 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


class Bounds(NamedTuple):
    """How much of a file is read: the longest frame of each kind in bytes, the most frames, the most damaged ones.

    A damaged place may cost as much time as the longest frame, a frame some memory, however short it is.
    """

    longest: Mapping[str, int]
    frames: int
    damaged: int


class Frame(NamedTuple):
    """One frame of a file: its name, where its bytes lie, and whether they are what the name says."""

    kind: str
    sha256: str
    start: int
    length: int
    is_whole: bool


@dataclass(frozen=True)
class Listed:
    """What a manifest says of one record; `attachments` are (sealed hash, clear hash), `lost` are clear hashes."""

    place: tuple[int, int]
    hash: str
    sealed: str
    attachments: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What a tablet signed of its file: who it is, how far its chain goes, and every record in their order."""

    device_id: str
    saved_at: str
    head: tuple[int, int]
    head_hash: str | None
    ended: dict[int, int]
    records: tuple[Listed, ...]


def whole_frames(file: IO[bytes], bounds: Bounds) -> Iterator[Frame]:
    """Yield the frames of a file that are whole, in their order; past damaged bytes it goes on at the next one.

    Nothing is unpacked: what is read is what lies there (T17).
    """
    found, damaged, at = 0, 0, _next_head(file, 0)
    while at is not None and found < bounds.frames and damaged < bounds.damaged:
        frame = _frame_at(file, at, bounds.longest)
        if frame is not None and frame.is_whole:
            found += 1
            yield frame
        else:
            damaged += 1
        at = _next_head(file, _behind(file, frame, at))


def read_manifest(token: bytes) -> Manifest:
    """Read what a manifest says, whoever signed it.

    Raises:
        ValueError: it is none, or of a version that this server does not know.
    """
    try:
        said = orjson.loads(jws.extract_compact(token, registry=_registry(token)).payload)
        return _manifest(said)
    except (JoseError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError("no manifest") from problem


def is_signed_by_one(token: bytes, public_keys: Iterable[dict[str, Any]]) -> bool:
    """Tell whether a manifest was signed with the private half of one of these keys."""
    return any(_is_signed(token, key) for key in public_keys)


def slice_of(file: IO[bytes], frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    file.seek(frame.start)
    return file.read(frame.length)


def stand_in(listed: Listed) -> bytes:
    """Return what is kept in the place of a record of which the file has nothing whole."""
    said = {"missing_record": {"place": listed.place, "hash": listed.hash, "sealed": listed.sealed}}
    return orjson.dumps(said)


def ranges_of(places: Iterable[tuple[int, int]]) -> list[dict[str, int]]:
    """Return places as ranges of numbers, each within its epoch."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for epoch, seq in places:
        numbers[epoch].append(seq)
    return [{"epoch": epoch, **one} for epoch in sorted(numbers) for one in ranges(numbers[epoch])]


def _registry(token: bytes) -> JWSRegistry:
    registry = JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    # Its frame is bounded already.
    registry.max_payload_length = len(token)
    return registry


def _is_signed(token: bytes, key: dict[str, Any]) -> bool:
    try:
        checked = jws.deserialize_compact(token, ECKey.import_key(key), registry=_registry(token))
    except (ValueError, JoseError):
        return False
    return checked.headers().get("typ") == KIND


def _manifest(said: dict[str, Any]) -> Manifest:
    if said["version"] != VERSION or not is_id(said["device"]):
        raise ValueError("a manifest of another version")
    head = said["head"]
    records = tuple(map(_listed, said["records"]))
    if len({one.place for one in records}) != len(records):
        raise ValueError("two records in one place")
    return Manifest(
        said["device"],
        str(said["saved_at"])[:40],
        (_number(head["epoch"]), _number(head["seq"])),
        None if head["hash"] is None else _hash(head["hash"]),
        {_number(one["epoch"]): _number(one["last_seq"]) for one in said["ended"]},
        tuple(sorted(records, key=lambda one: one.place)),
    )


def _listed(said: dict[str, Any]) -> Listed:
    epoch, seq = said["place"]
    return Listed(
        (_number(epoch), _number(seq)),
        _hash(said["hash"]),
        _hash(said["sealed"]),
        tuple((_hash(sealed), _hash(clear)) for sealed, clear in said["attachments"]),
        tuple(map(_hash, said["lost"])),
    )


def _number(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= LARGEST:
        raise ValueError("no number")
    return said


def _hash(said: object) -> str:
    if not isinstance(said, str) or not _HASH.fullmatch(said):
        raise ValueError("no hash")
    return said


def _frame_at(file: IO[bytes], at: int, longest: Mapping[str, int]) -> Frame | None:
    file.seek(at)
    head = _HEAD.fullmatch(file.readline(_LONGEST_HEAD))
    if head is None:
        return None
    kind, length, start = head[1].decode(), int(head[2]), file.tell()
    if length > longest[kind]:
        return None
    sha256 = head[3].decode()
    return Frame(kind, sha256, start, length, _hash_of(file, length) == sha256)


def _hash_of(file: IO[bytes], length: int) -> str | None:
    found, rest = hashlib.sha256(), length
    while rest > 0:
        chunk = file.read(min(_CHUNK, rest))
        if not chunk:
            return None
        found.update(chunk)
        rest -= len(chunk)
    return found.hexdigest()


def _behind(file: IO[bytes], frame: Frame | None, at: int) -> int:
    """Return where to look for the next frame: of a damaged one nobody knows whether its length is true."""
    if frame is None:
        return at + 1
    end = frame.start + frame.length
    if not frame.is_whole:
        file.seek(end)
        if file.read(len(_NEXT)) != _NEXT:
            return frame.start
    return end


def _next_head(file: IO[bytes], since: int) -> int | None:
    """Return where the next frame begins: behind the line break before it."""
    file.seek(since)
    before = b""
    while chunk := file.read(_CHUNK):
        window = before + chunk
        found = window.find(_NEXT)
        if found >= 0:
            return file.tell() - len(window) + found + 1
        before = window[-len(_NEXT) + 1 :]
    return None
