"""When a backup is due, when it is late, and which ones go. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from server.core.clock import CHINA

RUNNING = "backup_running"
# How the name of a folder begins that is not a backup yet, or no longer.
DRAFT = ".draft-"
_NAME = "%Y%m%dT%H%M%SZ"
_NAME_LENGTH = 16
# What verify finds of a copy; the far sides are no part of it.
_LINE = re.compile(r"^(I\d+)\s+(ok|FAILED)\s")


def is_due(now: datetime, hour: int, last_try: datetime | None, covered: datetime | None, retry: timedelta) -> bool:
    """Tell whether the nightly backup is to begin: the last one was made before the hour of the night, in China."""
    local = now.astimezone(CHINA)
    begins = datetime.combine(local.date(), time(hour), CHINA)
    if local < begins:
        begins -= timedelta(days=1)
    if covered is None or covered >= begins:
        return False
    return last_try is None or last_try < begins or now - last_try >= retry


def is_late(now: datetime, covered: datetime | None, allowed: timedelta) -> bool:
    """Tell whether too long has passed since the newest verified backup, or since there is something to back up."""
    return covered is not None and now - covered > allowed


def name_of(at: datetime, backup_id: str) -> str:
    """Return the name of a backup's folder; names sort by time."""
    return f"{at.strftime(_NAME)}-{backup_id[-8:]}"


def made_at(name: str) -> datetime | None:
    """Return when the backup in a folder of this name was made, or None where the name does not say."""
    try:
        return datetime.strptime(name[:_NAME_LENGTH], _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def to_prune(made: Iterable[tuple[str, datetime]], newest_good: str | None, oldest_kept: datetime) -> list[str]:
    """Return the ids of the backups that are older than allowed; the newest good one stays until there is a newer."""
    return [one for one, at in made if at < oldest_kept and one != newest_good]


def failures_in(printed: str) -> list[str] | None:
    """Return the invariants that a run of verify found broken; None when it did not get to its end."""
    found = [match for line in printed.splitlines() if (match := _LINE.match(line))]
    return [match[1] for match in found if match[2] == "FAILED"] if found else None
