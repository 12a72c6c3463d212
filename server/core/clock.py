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
        ValueError: the text is no moment, or names no zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC)
