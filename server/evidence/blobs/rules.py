"""What a part of an upload says about itself, and what the bytes of evidence must look like. Pure."""

import re
from dataclasses import dataclass

import orjson

from server.evidence.reading.headers import read_header

SHA256 = re.compile(r"[0-9a-f]{64}")
STROKES = "application/x-songka-strokes+json"
JPEG = "image/jpeg"
PNG = "image/png"
SHOWN_TYPES = frozenset({STROKES, JPEG, PNG, "application/pdf"})

_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")


@dataclass(frozen=True)
class Part:
    """Bytes start to end (exclusive) of a blob of `total` bytes."""

    start: int
    end: int
    total: int


def part_of(content_range: str | None, content_length: int | None) -> Part | None:
    """Read which part a request carries; None when its headers do not say so coherently.

    Without Content-Range the body is the whole blob.
    """
    if content_range is None:
        return None if content_length is None else Part(0, content_length, content_length)
    found = _CONTENT_RANGE.fullmatch(content_range.strip())
    if found is None:
        return None
    first, last, total = (int(number) for number in found.groups())
    if not first <= last < total or content_length not in (None, last + 1 - first):
        return None
    return Part(first, last + 1, total)


def problem_of(content: bytes, media_type: str, max_pixels: int) -> str | None:
    """Say why bytes may not serve as evidence of their type, or None.

    Only headers are read, nothing is decoded: a bomb costs nothing here (reliability T17, S14).
    """
    if not content:
        return "empty"
    if media_type == JPEG:
        return _problem_of_jpeg(content, max_pixels)
    if media_type == STROKES:
        return _problem_of_strokes(content)
    return None


def holds_ink(drawn: object) -> bool:
    """Tell whether a pad was written on: {"box": [w, h], "strokes": [[[x, y, t], …], …]} with one point at least."""
    strokes = drawn.get("strokes") if isinstance(drawn, dict) else None
    return isinstance(strokes, list) and any(isinstance(one, list) and one for one in strokes)


def _problem_of_strokes(content: bytes) -> str | None:
    try:
        drawn = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "not_its_type"
    return None if holds_ink(drawn) else "empty"


def _problem_of_jpeg(content: bytes, max_pixels: int) -> str | None:
    header = read_header(content)
    if header is None or header.media_type != JPEG:
        return "not_its_type"
    if header.width * header.height > max_pixels:
        return "too_many_pixels"
    return "carries_metadata" if header.carries_metadata else None
