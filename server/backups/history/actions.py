"""Write down how far the history goes; open a case when it goes less far than it did; close it."""

import atexit
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from flask import Flask, current_app
from sqlalchemy import event, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server import audit
from server.accounts.officers.models import Officer
from server.audit import Actor, acting_as
from server.backups.databases.queries import head_of
from server.backups.history.models import LostHistory, LostHistoryTablet
from server.backups.history.queries import (
    history_with,
    last_seen,
    last_seen_path,
    lost_events,
    missing_since,
    open_history,
    returned_of,
    tablets_of,
)
from server.backups.history.rules import Gap, Head, to_text
from server.core.clock import from_wire, to_wire, utc_now
from server.core.flushed_files import write_whole
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy
from server.sync.actions import lineage as own_lineage
from server.sync.actions import start_lineage
from server.sync.epochs.actions import TwoDecided, settle_by_two
from server.sync.epochs.queries import held_of

_CLAUSE = "4.1.1.b"
_WATCH = "songka.watch"
_SECOND_ROLES = frozenset({"system_admin", "security_admin", "supervisor", "county_admin", "auditor"})
_log = structlog.get_logger(__name__)


@dataclass
class _Watch:
    """What a process that serves remembers: whether anything was committed since the end was last written down."""

    app: Flask
    is_due: bool = False
    # Compared and written down as it began.
    written: float = field(default_factory=time.monotonic)

    def note_commit(self, _session: Session) -> None:
        self.is_due = True

    def write_when_due(self) -> None:
        if not self.is_due or time.monotonic() - self.written < policy("history.note_seconds"):
            return
        self.write()

    def write(self) -> None:
        self.is_due, self.written = False, time.monotonic()
        try:
            write_last_seen()
        except (OSError, SQLAlchemyError):
            # What was committed stands; the next commit tries again.
            self.is_due = True
            _log.exception("last_seen_not_written")

    def write_at_the_end(self) -> None:
        if self.is_due:
            with self.app.app_context():
                self.write()


def prepare(app: Flask) -> None:
    """Let a process that keeps watch write at the end of a request or job; others have nothing to do there."""

    @app.teardown_appcontext
    def write(_problem: BaseException | None) -> None:
        watch: _Watch | None = app.extensions.get(_WATCH)
        if watch is not None:
            watch.write_when_due()


def keep_watch(app: Flask) -> None:
    """Compare the database with what was seen of it, and keep writing down how far it goes while this process runs.

    Called once by every process that serves, before it does.

    Raises:
        SystemExit: the database has no tables yet.
    """
    with app.app_context(), acting_as(Actor(system="start")):
        if not inspect(db.engine).has_table(LostHistory.__tablename__):
            raise SystemExit("The database lacks tables. Run: flask --app server db upgrade")
        find_lost_history()
    watch = _Watch(app)
    app.extensions[_WATCH] = watch
    event.listen(db.session, "after_commit", watch.note_commit)
    atexit.register(watch.write_at_the_end)


def stop_watching() -> None:
    """Write down the end of the history a last time and let go."""
    watch: _Watch | None = current_app.extensions.pop(_WATCH, None)
    if watch is None:
        return
    event.remove(db.session, "after_commit", watch.note_commit)
    atexit.unregister(watch.write_at_the_end)
    watch.write()


def find_lost_history() -> LostHistory | None:
    """Open a case and begin a new lineage when the database is older or emptier than it was; never silently (S7)."""
    with _alone():
        case = _compare()
        own_lineage()
        write_last_seen()
    return case


def _compare() -> LostHistory | None:
    seen = last_seen()
    if seen is None:
        return None
    head, at = seen
    gap = missing_since(head, _head())
    if gap is None:
        return None
    case = open_lost_history("start", head, gap, at)
    _log.error("history_lost", case=case.id, events=gap.events, entries=gap.entries)
    return case


def open_lost_history(
    how: str, seen: Head | None, gap: Gap, seen_at: str | None, *, after: Head | None = None
) -> LostHistory:
    """Enter a case with its exact gap, and begin a new lineage so that every tablet offers again what it has.

    `after` is the end of what is here, where nobody knows how far the lost history went.
    """
    with transaction():
        event_first, event_last = gap.events or (after.event_idx + 1 if after else None, None)
        audit_first, audit_last = gap.entries or (after.audit_id + 1 if after else None, None)
        case = LostHistory(
            id=new_id(),
            how=how,
            found_at=utc_now(),
            seen_at=from_wire(seen_at) if seen_at else None,
            seen_lineage=seen.lineage if seen else None,
            lineage=start_lineage(),
            event_first=event_first,
            event_last=event_last,
            audit_first=audit_first,
            audit_last=audit_last,
        )
        db.session.add(case)
        audit.record(
            "lose_history", "lost_history", case.id, _CLAUSE, how=how,
            event_first=event_first, event_last=event_last, audit_first=audit_first, audit_last=audit_last,
        )  # fmt: skip
    return case


def meet_tablet(device_id: str, epoch: int, last_seq: int, unsent: int) -> None:
    """Note what a tablet still has of a history that was lost, and whether all of it has come back.

    Joins the transaction of the greeting.
    """
    case = open_history()
    if case is None:
        return
    key = (case.id, device_id, epoch)
    if db.session.get(LostHistoryTablet, key) is None:
        held = held_of(device_id).get(epoch, 0)
        line = LostHistoryTablet(
            history_id=case.id, device_id=device_id, epoch=epoch, held=held, received=max(0, last_seq - unsent),
            told_at=utc_now(),
        )  # fmt: skip
        db.session.add(line)
        db.session.flush()
    lost = lost_events(case)
    if lost is not None and sum(returned_of(tablets_of(case.id)).values()) >= lost > 0:
        case.filled_at = utc_now()
        audit.record("fill_history", "lost_history", case.id, _CLAUSE, records=lost)


def settle_lost_history(history_id: str, decided: TwoDecided, second: Officer) -> LostHistory:
    """Close a case: what came back came, what is still missing was entered anew or cannot be had.

    Raises:
        Refusal: not_found, case_settled, same_person_twice, second_person_unfit.
    """
    with transaction():
        case = history_with(history_id)
        settle_by_two(case, decided, second, is_fit=bool(_SECOND_ROLES & set(second.roles)))
        audit.record(
            "settle_lost_history", "lost_history", case.id, _CLAUSE, reason=decided.reason, second_officer=second.id
        )
    return case


def write_last_seen() -> None:
    """Write down how far the history goes: whole or not at all, and flushed before it counts."""
    write_whole(last_seen_path(), to_text(_head(), to_wire(utc_now())).encode())


def _head() -> Head:
    with db.engine.connect() as connection:
        return head_of(connection)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time compare: the second finds what the first has written."""
    with last_seen_path().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
