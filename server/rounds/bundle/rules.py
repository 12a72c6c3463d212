"""The bundle's bytes: name, the header's length (uint32, big-endian), gzip(header JSON), then the portraits. Pure.

Format 1 ("SKB1") lists the people as objects, format 2 ("SKB2") as columns, in half the bytes. A device says which
formats it reads; what it has packed it keeps as it came (docs/decisions/bundle-as-columns.md).
"""

import gzip
import struct
from collections.abc import Collection, Sequence
from typing import Any

import orjson

from server.rounds.bundle.columns.rules import from_columns, to_columns

MAGICS = {1: b"SKB1", 2: b"SKB2"}
# What builds from before there was a choice read.
FIRST_FORMAT = 1
_COLUMNS = 2
_LENGTH = struct.Struct(">I")


def best_format(read: Collection[int]) -> int:
    """Return the newest format that a device reads, the first one where it names none of ours."""
    return max(MAGICS.keys() & set(read), default=FIRST_FORMAT)


def pack(header: dict[str, Any], portraits: Sequence[bytes], form: int) -> bytes:
    """Return the file of a header and its portraits in a format; equal input gives equal bytes.

    `people[i].portrait.offset` counts from the first byte after the header.
    """
    people = to_columns(header["people"]) if form == _COLUMNS else header["people"]
    told = {**header, "format": form, "people": people}
    # No time stamp inside: the hash of the bytes is the bundle's ETag.
    packed = gzip.compress(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), mtime=0)
    return b"".join((MAGICS[form], _LENGTH.pack(len(packed)), packed, *portraits))


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a bundle's header, its people listed whatever the format, and the bytes of its portraits.

    Raises:
        ValueError: the file is no bundle.
    """
    if content[:4] not in MAGICS.values():
        raise ValueError("not a bundle")
    (length,) = _LENGTH.unpack_from(content, 4)
    start = 4 + _LENGTH.size
    header: dict[str, Any] = orjson.loads(gzip.decompress(content[start : start + length]))
    if content[:4] == MAGICS[_COLUMNS]:
        header["people"] = from_columns(header["people"])
    return header, content[start + length :]
