"""Tell a disk that is full from one that fails, and stop writing after it failed (reliability S2, S3).

What an fsync could not write may be gone from memory too, and the next fsync says that all is well: a process that
saw one fail, of the database or of a file beside it, must not write again. It answers so until it is started anew,
and /healthz asks for that. A backup may lie on a disk of its own: that one stops nothing but backups.
"""

import sqlite3
from threading import Event

from sqlalchemy.exc import DBAPIError

from server.core.errors import Refusal
from server.core.flushed_files import NotFlushedError

# SQLITE_FULL, SQLITE_IOERR; PostgreSQL: disk_full, io_error.
_FULL, _FAILED = 13, 10
_FULL_STATE, _FAILED_STATE = "53100", "58030"
_seen = Event()


def is_full(problem: DBAPIError | sqlite3.Error) -> bool:
    """Tell whether the disk of the database is full; what was committed before stands."""
    return _is(problem, _FULL, _FULL_STATE)


def is_failure(problem: DBAPIError | sqlite3.Error) -> bool:
    """Tell whether the disk of the database failed."""
    return _is(problem, _FAILED, _FAILED_STATE)


def note_failure(problem: BaseException) -> None:
    """Stop this process from writing, if that is what happened."""
    if isinstance(problem, NotFlushedError) or (isinstance(problem, DBAPIError) and is_failure(problem)):
        _seen.set()


def has_failed() -> bool:
    """Tell whether this process saw the disk fail."""
    return _seen.is_set()


def refuse_after_failure() -> None:
    """Let nothing be written after the disk failed.

    Raises:
        Refusal: storage_failing.
    """
    if _seen.is_set():
        raise Refusal("storage_failing")


def forget() -> None:
    """Begin anew, as a process that was just started."""
    _seen.clear()


def _is(problem: DBAPIError | sqlite3.Error, code: int, state: str) -> bool:
    told = problem.orig if isinstance(problem, DBAPIError) else problem
    found = getattr(told, "sqlite_errorcode", 0) & 0xFF
    return found == code or getattr(told, "sqlstate", None) == state
