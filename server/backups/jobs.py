"""The nightly backup."""

from datetime import timedelta

import structlog

from server.backups.actions import back_up
from server.backups.queries import covered_since, last_try
from server.backups.rules import RUNNING, is_due
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.rules import policy

_log = structlog.get_logger(__name__)


def nightly_backup() -> int:
    """Make the night's backup once it is due; what fails is tried again after a while, and the desk is told."""
    retry = timedelta(minutes=policy("backup.retry_minutes"))
    if not is_due(utc_now(), policy("backup.hour"), last_try(), covered_since(), retry):
        return 0
    try:
        back_up()
    except Refusal as refused:
        # Each minute the worker asks again, also while the night's backup is being made.
        if refused.code != RUNNING:
            _log.error("backup_failed", code=refused.code)
        return 0
    return 1
