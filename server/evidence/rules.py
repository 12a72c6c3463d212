"""What each kind of evidence must be, how long it is kept, and what a second reading says. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from server.evidence.keys.rules import KeyGroup
from server.evidence.reading.results import Reading
from server.rules import table

Verdict = Literal["match", "mismatch", "unreadable"]

# 社会保障卡号 (AAZ500): nine characters, digits or a letter first.
_CARD_NUMBER = re.compile(r"[A-Z0-9][0-9]{8}")
_DISPUTE = "dispute"
_WORD = re.compile(r"[A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict and every text that was read, in the order of reading, for people to look at."""

    verdict: Verdict
    seen: tuple[str, ...]


def is_kind(kind: str) -> bool:
    """Tell whether the evidence table knows the kind."""
    return kind in _rows()


def media_type(kind: str) -> str:
    """Return the one media type that evidence of this kind may have."""
    return str(_rows()[kind]["media_type"])


def retention_class(kind: str) -> str:
    """Return the class by which the copies are destroyed later (4.2)."""
    return str(_rows()[kind]["retention_class"])


def key_group(kind: str, round_id: str | None) -> KeyGroup:
    """Return what evidence of this kind is destroyed together with; of an unknown kind, what can be disputed."""
    return KeyGroup(round_id, retention_class(kind) if is_kind(kind) else _DISPUTE)


def is_read_again(kind: str) -> bool:
    """Tell whether the server reads evidence of this kind a second time."""
    return bool(_rows()[kind]["read_again"])


def is_for_banks(kind: str) -> bool:
    """Tell whether a bank may look at evidence of this kind; a proxy's papers are HR's alone."""
    return bool(_rows()[kind].get("banks", True))


def looks_like_card_number(text: str) -> bool:
    """Tell whether a text has the shape of a card number."""
    return _CARD_NUMBER.fullmatch(_plain(text)) is not None


def compare(readings: Sequence[Reading], expected_card_number: str) -> Comparison:
    """Compare the readings of one picture with the card number of the record.

    The expected number anywhere among the readings is a match: other codes may lie in view. Only
    a whole text with the shape of a card number can contradict the record; a stray parcel label
    or web address leaves the picture unreadable.
    """
    seen = tuple(reading.text for reading in readings)
    if any(_holds(reading, _plain(expected_card_number)) for reading in readings):
        return Comparison("match", seen)
    if any(looks_like_card_number(text) for text in seen):
        return Comparison("mismatch", seen)
    return Comparison("unreadable", seen)


def _holds(reading: Reading, expected: str) -> bool:
    """Tell whether a code says the number; only a QR may hold it among other words."""
    text = _plain(reading.text)
    return text == expected or (reading.format == "qr" and expected in _WORD.findall(text))


def _plain(text: str) -> str:
    return text.strip().upper()


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["kind"]: row for row in table("evidence")["rows"]}
