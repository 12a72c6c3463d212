"""The bundle's bytes: "SKB1", the header's length (uint32, big-endian), gzip(header JSON), then the portraits. Pure."""

import gzip
import struct
from collections.abc import Sequence
from typing import Any

import orjson

MAGIC = b"SKB1"
FORMAT = 1
_LENGTH = struct.Struct(">I")


def pack(header: dict[str, Any], portraits: Sequence[bytes]) -> bytes:
    """Return the file of a header and its portraits; equal input gives equal bytes.

    `people[i].portrait.offset` counts from the first byte after the header.
    """
    # No time stamp inside: the hash of the bytes is the bundle's ETag.
    packed = gzip.compress(orjson.dumps(header, option=orjson.OPT_SORT_KEYS), mtime=0)
    return b"".join((MAGIC, _LENGTH.pack(len(packed)), packed, *portraits))


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a bundle's header and the bytes of its portraits.

    Raises:
        ValueError: the file is no bundle.
    """
    if content[:4] != MAGIC:
        raise ValueError("not a bundle")
    (length,) = _LENGTH.unpack_from(content, 4)
    start = 4 + _LENGTH.size
    header: dict[str, Any] = orjson.loads(gzip.decompress(content[start : start + length]))
    return header, content[start + length :]
