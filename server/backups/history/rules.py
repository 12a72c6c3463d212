"""How far a history goes, and what is missing of it. Pure."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Head:
    """The end of a history: the last record filed and the last entry of the audit log. Nothing of people."""

    lineage: str | None
    event_idx: int
    audit_id: int
    audit_hash: str | None


@dataclass(frozen=True)
class Gap:
    """What is missing: records and audit entries by number, the first and the last; None where nothing is."""

    events: tuple[int, int] | None
    entries: tuple[int, int] | None


def to_text(head: Head, at: str) -> str:
    """Write the end of a history as the file beside the database keeps it."""
    return json.dumps({**asdict(head), "at": at}, sort_keys=True)


def from_text(text: str) -> tuple[Head, str]:
    """Read it back with its moment.

    Raises:
        ValueError: the text is not such a file.
    """
    told: Any = json.loads(text)
    try:
        head = Head(told["lineage"], int(told["event_idx"]), int(told["audit_id"]), told["audit_hash"])
        return head, str(told["at"])
    except (KeyError, TypeError) as problem:
        raise ValueError("no end of a history") from problem


def gap_between(seen: Head, now: Head, *, knows_lineage: bool, holds_entry: bool) -> Gap | None:
    """Return what is missing now of what was seen before, or None.

    A database that does not know the lineage seen is another one: nothing of what was seen is in it. One that goes
    as far as the entry seen, and has another in its place, lost entries nobody can count: all of them are told.
    """
    entries_held = now.audit_id if knows_lineage and holds_entry else 0
    gap = Gap(
        events=_range(now.event_idx if knows_lineage else 0, seen.event_idx),
        entries=_range(entries_held, seen.audit_id),
    )
    return None if gap == Gap(None, None) else gap


def _range(held: int, seen: int) -> tuple[int, int] | None:
    return (held + 1, seen) if seen > held else None
