"""The time, in UTC for machines and in China Standard Time for people."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the calendar day in China on which `moment` falls."""
    return moment.astimezone(CHINA).date()


def end_of_day(day: date) -> datetime:
    """Return the last instant of a Chinese calendar day, in UTC (the next midnight, exclusive)."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, CHINA)
    return midnight.astimezone(UTC)


def to_wire(moment: datetime) -> str:
    """Write a moment as ISO 8601 with milliseconds and Z, the one form used on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read an ISO 8601 moment with a zone.

    Raises:
        ValueError: the text is no moment, or names no zone, or is none any more in UTC.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment beyond the calendar") from None


def set_right(told: datetime | None, offset_ms: int | None, latest: datetime) -> datetime:
    """Return when something happened: as a device told it, its clock's known error added, never after `latest` (C14).

    What was not told, or lies beyond the calendar when it is set right, counts as `latest`; an unknown error as none.
    """
    if told is None:
        return latest
    try:
        return min(told + timedelta(milliseconds=offset_ms or 0), latest)
    except OverflowError:
        return latest
