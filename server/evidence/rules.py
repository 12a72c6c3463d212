"""What each kind of evidence must be, how long it is kept, and what a second reading says. Pure."""

from functools import cache
from typing import Any, Literal

from server.rules import table

Outcome = Literal["match", "mismatch", "unreadable"]


def is_kind(kind: str) -> bool:
    """Tell whether the evidence table knows the kind."""
    return kind in _rows()


def media_type(kind: str) -> str:
    """Return the one media type that evidence of this kind may have."""
    return str(_rows()[kind]["media_type"])


def retention_class(kind: str) -> str:
    """Return the class by which the copies are destroyed later (4.2)."""
    return str(_rows()[kind]["retention_class"])


def is_read_again(kind: str) -> bool:
    """Tell whether the server reads evidence of this kind a second time."""
    return bool(_rows()[kind]["read_again"])


def compare_reading(expected: str, read: list[str]) -> Outcome:
    """Compare what was read with the card number of the record; a card number may stand inside a longer text."""
    if not read:
        return "unreadable"
    return "match" if any(expected in text for text in read) else "mismatch"


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["kind"]: row for row in table("evidence")["rows"]}
