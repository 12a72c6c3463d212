"""Judge a picture by its header alone, in plain Python, before any library may decode it.

A picture of 48 KB can unpack to more than a gigabyte, and the decoders allocate first.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from server.evidence.reading.results import Refused

MediaType = Literal["image/jpeg", "image/png", "image/webp"]

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
_WEBP_KINDS = (b"VP8 ", b"VP8L", b"VP8X")

_START_OF_SCAN = 0xDA
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_METADATA_MARKERS = frozenset({0xE1, 0xED})  # Exif and XMP; IPTC
_METADATA_CHUNKS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"EXIF", b"XMP "})


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What a picture says of itself: kind, pixels, and whether it carries place, time or author."""

    media_type: MediaType
    width: int
    height: int
    carries_metadata: bool


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """How big a picture may be: bytes as stored, pixels once decoded."""

    max_bytes: int
    max_pixels: int


def refuse_picture(data: bytes, limits: PictureLimits) -> Refused | None:
    """Name the reason why these bytes must not be decoded, or None when they may be."""
    if len(data) > limits.max_bytes:
        return "too_large"
    header = read_header(data)
    if header is None:
        return "not_a_picture"
    if header.width * header.height > limits.max_pixels:
        return "too_large"
    if header.carries_metadata:
        return "carries_metadata"
    return None


def read_header(data: bytes) -> PictureHeader | None:
    """Read kind, size and metadata of a whole JPEG, PNG or WebP; None for anything else.

    A picture that was cut off is not whole, and so gives None.
    """
    try:
        if data.startswith(_JPEG_START):
            return _read_jpeg(data)
        if data.startswith(_PNG_START):
            return _read_png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _read_webp(data)
    except (struct.error, IndexError):  # the header ends in the middle of a field
        return None
    return None


def _header(kind: MediaType, width: int, height: int, carries_metadata: bool) -> PictureHeader | None:
    if width == 0 or height == 0:
        return None
    return PictureHeader(kind, width, height, carries_metadata)


def _read_jpeg(data: bytes) -> PictureHeader | None:
    if not data.endswith(_JPEG_END):
        return None
    width = height = 0
    carries_metadata = False
    for marker, start, end in _jpeg_segments(data):
        if marker in _FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", data, start + 1)
        carries_metadata = carries_metadata or marker in _METADATA_MARKERS
        if marker == _START_OF_SCAN:
            # Inside a scan FF is always followed by 00 or a restart, so these two are a segment.
            carries_metadata = carries_metadata or data.find(b"\xff\xe1", end) >= 0
    return _header("image/jpeg", width, height, carries_metadata)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Walk the segments up to the first scan: marker, where its content starts, where it ends."""
    position = 2
    while position < len(data):
        if data[position] != 0xFF:
            return
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        if length < 2:  # a segment counts its own length field
            return
        yield marker, position + 4, position + 2 + length
        if marker == _START_OF_SCAN:
            return
        position += 2 + length


def _read_png(data: bytes) -> PictureHeader | None:
    if data[12:16] != b"IHDR" or not data.endswith(_PNG_END):
        return None
    width, height = struct.unpack_from(">II", data, 16)
    kinds = _chunk_kinds(data, position=8, kind_offset=4, length_format=">I", overhead=12, align=1)
    return _header("image/png", width, height, not _METADATA_CHUNKS.isdisjoint(kinds))


def _read_webp(data: bytes) -> PictureHeader | None:
    (length,) = struct.unpack_from("<I", data, 4)
    if data[12:16] not in _WEBP_KINDS or length + 8 > len(data):
        return None
    width, height = _webp_size(data)
    kinds = _chunk_kinds(data, position=12, kind_offset=0, length_format="<I", overhead=8, align=2)
    return _header("image/webp", width, height, not _METADATA_CHUNKS.isdisjoint(kinds))


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = data[24:27], data[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L":
        (packed,) = struct.unpack_from("<I", data, 21)
        return (packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1
    width_field, height_field = struct.unpack_from("<HH", data, 26)
    return width_field & 0x3FFF, height_field & 0x3FFF


def _chunk_kinds(
    data: bytes, *, position: int, kind_offset: int, length_format: str, overhead: int, align: int
) -> Iterator[bytes]:
    """Walk length-prefixed chunks (PNG, RIFF) and give the four letters of each."""
    length_offset = 4 - kind_offset
    while position + overhead <= len(data):
        (length,) = struct.unpack_from(length_format, data, position + length_offset)
        yield data[position + kind_offset : position + kind_offset + 4]
        position += overhead + length + length % align
