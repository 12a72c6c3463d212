"""Which files of a ZIP may be portraits of whom, and a picture without its metadata. Pure, nothing is decoded."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from server.core.errors import Refusal
from server.core.sizes import size_in_words
from server.evidence.reading.headers import read_header

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_JPEG_START, _SCAN, _END = b"\xff\xd8", 0xDA, 0xD9
# JFIF and Adobe say how to decode; every other application segment and comment says who, where or when.
_KEPT_APPLICATION = frozenset({0xE0, 0xEE})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_PNG_START = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"})


class RefusedFileError(Exception):
    """A file that is no portrait; `reason` is a code of the reasons table (list portrait_refused)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PortraitBounds:
    """How large an archive and one portrait may be."""

    max_entries: int
    max_unpacked_bytes: int
    max_entry_bytes: int
    max_pixels: int
    max_ratio: int


@dataclass(frozen=True)
class Portrait:
    """A picture fit to be kept."""

    content: bytes
    media_type: str


def open_archive(file: IO[bytes], bounds: PortraitBounds) -> zipfile.ZipFile:
    """Open a ZIP whose directory keeps within the bounds.

    Raises:
        Refusal: archive_unreadable, archive_too_many_files, archive_too_large.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, struct.error, OSError, ValueError) as error:
        raise Refusal("archive_unreadable") from error
    entries = archive.infolist()
    if len(entries) > bounds.max_entries:
        raise Refusal("archive_too_many_files", limit=bounds.max_entries)
    if sum(entry.file_size for entry in entries) > bounds.max_unpacked_bytes:
        raise Refusal("archive_too_large", limit=size_in_words(bounds.max_unpacked_bytes))
    return archive


def owner_of(entry: zipfile.ZipInfo, people: Mapping[str, str]) -> str | None:
    """Return whose number the file's name holds, None for nobody's; `people` maps numbers to ids.

    Raises:
        RefusedFileError: two_numbers — the name holds the numbers of two people.
    """
    tokens = _TOKEN.findall(PurePosixPath(_name_of(entry)).stem)
    owners = {people[token.upper()] for token in tokens if token.upper() in people}
    if len(owners) > 1:
        raise RefusedFileError("two_numbers")
    return owners.pop() if owners else None


def check_entry(entry: zipfile.ZipInfo, bounds: PortraitBounds) -> None:
    """See that a file may be unpacked at all, by what the directory says of it.

    Raises:
        RefusedFileError: nested_path, symlink, encrypted, too_large, bomb.
    """
    if "/" in entry.filename or "\\" in entry.filename:
        raise RefusedFileError("nested_path")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFileError("symlink")
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedFileError("encrypted")
    if entry.file_size > bounds.max_entry_bytes:
        raise RefusedFileError("too_large")
    if entry.file_size > bounds.max_ratio * max(entry.compress_size, 1):
        raise RefusedFileError("bomb")


def read_portrait(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: PortraitBounds) -> Portrait:
    """Unpack one file and take its metadata off.

    Raises:
        RefusedFileError: unreadable, too_large, not_a_picture, too_many_pixels.
    """
    try:
        with archive.open(entry) as file:
            content = file.read(bounds.max_entry_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise RefusedFileError("unreadable") from error
    if len(content) > bounds.max_entry_bytes:
        raise RefusedFileError("too_large")
    try:
        bare = strip_metadata(content)
    except (ValueError, struct.error, IndexError) as error:
        raise RefusedFileError("not_a_picture") from error
    header = read_header(bare)
    if header is None or header.carries_metadata:
        raise RefusedFileError("not_a_picture")
    if header.width * header.height > bounds.max_pixels:
        raise RefusedFileError("too_many_pixels")
    return Portrait(bare, header.media_type)


def strip_metadata(content: bytes) -> bytes:
    """Return a JPEG or PNG with nothing but what is needed to show it.

    Raises:
        ValueError, struct.error, IndexError: it is neither, or is cut off or damaged.
    """
    if content.startswith(_JPEG_START):
        return b"".join(_bare_jpeg(content))
    if content.startswith(_PNG_START):
        return b"".join(_bare_png(content))
    raise ValueError("neither JPEG nor PNG")


def _bare_jpeg(content: bytes) -> Iterator[bytes]:
    yield _JPEG_START
    position = 2
    while True:
        if content[position] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == _END:
            # Whatever follows the end is not part of the picture.
            yield content[position : position + 2]
            return
        end = _end_of_segment(content, position, marker)
        if not _says_more_than_the_picture(marker):
            yield content[position:end]
        position = end


def _says_more_than_the_picture(marker: int) -> bool:
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _KEPT_APPLICATION)


def _end_of_segment(content: bytes, position: int, marker: int) -> int:
    end = position + 2
    if marker not in _STANDALONE:
        end += struct.unpack_from(">H", content, end)[0]
    if marker == _SCAN:
        end = _end_of_scan(content, end)
    if end > len(content):
        raise ValueError("cut off")
    return end


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the entropy-coded data ends: at the next marker that is neither a stuffed zero nor a restart."""
    while True:
        position = content.index(b"\xff", position)
        following = content[position + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7:
            return position
        position += 2


def _bare_png(content: bytes) -> Iterator[bytes]:
    yield _PNG_START
    position = len(_PNG_START)
    while True:
        (length,) = struct.unpack_from(">I", content, position)
        end = position + 12 + length
        kind = content[position + 4 : position + 8]
        (checksum,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[position + 4 : end - 4]) != checksum:
            raise ValueError("damaged")
        if kind in _KEPT_CHUNKS:
            yield content[position:end]
        if kind == b"IEND":
            return
        position = end


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: Windows packs Chinese names in GB18030 without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030", errors="replace")
    except UnicodeEncodeError:
        return entry.filename
