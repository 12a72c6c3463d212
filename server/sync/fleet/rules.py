"""What a device says of itself, and which of it needs somebody's attention. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.core.clock import from_wire

ATTENTION = (
    "silent", "unsent_old", "clock", "not_persisted", "little_space", "old_build", "parked", "lost_epoch",
)  # fmt: skip
_NUMBERS = re.compile(r"\d+")
_PARTS = 3


@dataclass(frozen=True)
class Report:
    """What a device last said of itself; None where its build says nothing of it."""

    unsent: int | None
    oldest_at: datetime | None
    clock_offset_ms: int | None
    build: str | None
    storage_persisted: bool | None
    storage_free: int | None
    parked_there: int | None
    open_rounds_there: int | None


@dataclass(frozen=True)
class Bounds:
    """From when on it needs attention; set by policy."""

    silent: timedelta
    oldest: timedelta
    clock: timedelta
    free_bytes: int
    min_build: str


@dataclass(frozen=True)
class Standing:
    """What the office knows of a device beside its own report."""

    last_contact_at: datetime | None
    is_revoked: bool
    open_rounds: int
    parked: int
    lost_records: int


def read_report(said: Mapping[str, Any] | None) -> Report:
    """Read a report that any build may have made: what is of another kind than it should be was not said."""
    said = said or {}
    persisted, oldest = said.get("storage_persisted"), said.get("oldest_at")
    return Report(
        unsent=_number(said.get("unsent")),
        oldest_at=_moment(oldest),
        clock_offset_ms=_number(said.get("clock_offset_ms")),
        build=said.get("build") if isinstance(said.get("build"), str) else None,
        storage_persisted=persisted if isinstance(persisted, bool) else None,
        storage_free=_number(said.get("storage_free")),
        parked_there=_number(said.get("parked")),
        open_rounds_there=_number(said.get("open_rounds")),
    )


def attention(report: Report, standing: Standing, bounds: Bounds, now: datetime) -> list[str]:
    """Return what needs somebody's attention, in the order of the list; of a device shut out only what is on it."""
    contact = standing.last_contact_at
    on_it = {
        "unsent_old": report.oldest_at is not None and now - report.oldest_at > bounds.oldest,
        "lost_epoch": standing.lost_records > 0,
        "parked": standing.parked > 0,
    }
    offset = timedelta(milliseconds=report.clock_offset_ms or 0)
    while_used = {
        "silent": standing.open_rounds > 0 and contact is not None and now - contact > bounds.silent,
        "clock": abs(offset) > bounds.clock,
        "not_persisted": report.storage_persisted is False,
        "little_space": report.storage_free is not None and report.storage_free < bounds.free_bytes,
        "old_build": report.build is not None and _version(report.build) < _version(bounds.min_build),
    }
    found = on_it if standing.is_revoked else on_it | while_used
    return [name for name in ATTENTION if found.get(name)]


def _version(build: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _NUMBERS.findall(build.split("+", maxsplit=1)[0])[:_PARTS])


def _number(found: object) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**53 else None


def _moment(found: object) -> datetime | None:
    try:
        return from_wire(found) if isinstance(found, str) else None
    except ValueError:
        return None
