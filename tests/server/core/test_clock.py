"""Moments from the wire, and when something happened by a clock that was wrong (C14)."""

from datetime import UTC, datetime, timedelta

import pytest

from server.core.clock import from_wire, set_right, to_wire

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
SECOND_MS = 1000


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-28T08:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-01:00"]
)
def test_it_refuses_what_is_no_moment_with_a_zone(text: str) -> None:
    with pytest.raises(ValueError, match=r"moment|isoformat"):
        from_wire(text)


def test_it_reads_what_it_wrote() -> None:
    assert from_wire(to_wire(NOW)) == NOW
    assert from_wire("2026-11-28T16:00:00+08:00") == NOW


@pytest.mark.parametrize(
    ("told", "offset_ms", "happened"),
    [
        (NOW - timedelta(hours=1), None, NOW - timedelta(hours=1)),
        (NOW - timedelta(hours=1), 5 * SECOND_MS, NOW - timedelta(hours=1) + timedelta(seconds=5)),
        (NOW + timedelta(days=400), -5 * SECOND_MS, NOW),
        (None, None, NOW),
        (None, -5 * SECOND_MS, NOW),
        (datetime.max.replace(tzinfo=UTC), 5 * SECOND_MS, NOW),
        (datetime.min.replace(tzinfo=UTC), -5 * SECOND_MS, NOW),
    ],
)
def test_c14_it_sets_a_clock_right_and_never_beyond_the_arrival(
    told: datetime | None, offset_ms: int | None, happened: datetime
) -> None:
    assert set_right(told, offset_ms, NOW) == happened
