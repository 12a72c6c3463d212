"""Append to the audit log.

The newest entry is read once a transaction, and the entries of the transaction are written together at its end:
nobody else appends meanwhile, so ids and hashes are known at once.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from server.audit.actor import actor
from server.audit.models import AuditEntry
from server.audit.rules import GENESIS, entry_hash
from server.core.clock import utc_now
from server.db import db

# Serialises appenders on PostgreSQL; SQLite has one writer anyway.
_CHAIN_LOCK = 4_101_001
_CHAIN, _MARKS = "songka_audit_chain", "songka_audit_marks"


def record(action: str, subject_kind: str, subject_id: object, clause: str | None = None, **facts: object) -> int:
    """Append one entry inside the running transaction and return its id.

    `facts` are counts, codes and ids, never names or numbers of people.
    """
    return record_many([(action, subject_kind, str(subject_id), clause, facts)])[0]


def record_many(acts: list[tuple[str, str, str, str | None, dict[str, Any]]]) -> list[int]:
    """Append several acts of the present actor in order and return their ids."""
    if not acts:
        return []
    chain, at = _chain(), utc_now()
    return [chain.append(act, at) for act in acts]


@dataclass
class _Chain:
    """The entries of one transaction behind the newest of those before; the first `written` are in the database."""

    head_id: int
    head_hash: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    written: int = 0

    def append(self, act: tuple[str, str, str, str | None, dict[str, Any]], at: datetime) -> int:
        prev_hash = self.rows[-1]["hash"] if self.rows else self.head_hash
        entry_id = self.head_id + len(self.rows) + 1
        self.rows.append({"id": entry_id, **_row(act, prev_hash, at)})
        return entry_id

    def write(self, session: Session) -> None:
        rows, self.written = self.rows[self.written :], len(self.rows)
        if rows:
            session.execute(insert(AuditEntry.__table__), rows)  # type: ignore[arg-type]

    def mark(self) -> tuple[int, int]:
        return len(self.rows), self.written

    def go_back(self, mark: tuple[int, int]) -> None:
        length, self.written = mark
        del self.rows[length:]


def _row(act: tuple[str, str, str, str | None, dict[str, Any]], prev_hash: str, at: datetime) -> dict[str, Any]:
    who = actor()
    action, subject_kind, subject_id, clause, facts = act
    fields = {
        "officer_id": who.officer_id,
        "device_id": who.device_id,
        "system": who.system,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "clause": clause,
        "facts": facts,
    }
    return {**fields, "at": at, "prev_hash": prev_hash, "hash": entry_hash(prev_hash, at, fields)}


def _chain() -> _Chain:
    info = db.session.info
    if _CHAIN not in info:
        info[_CHAIN] = _Chain(*_head())
    chain: _Chain = info[_CHAIN]
    return chain


def _head() -> tuple[int, str]:
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    head = session.execute(newest).first()
    return (head.id, head.hash) if head else (0, GENESIS)


@event.listens_for(db.session, "before_commit")
def _write_at_the_end(session: Session) -> None:
    chain: _Chain | None = session.info.get(_CHAIN)
    # A savepoint that is released is not the end.
    if chain is not None and not session.in_nested_transaction():
        chain.write(session)


@event.listens_for(db.session, "do_orm_execute")
def _write_before_a_look(state: ORMExecuteState) -> None:
    chain: _Chain | None = state.session.info.get(_CHAIN)
    if chain is None or chain.written == len(chain.rows) or not state.is_select:
        return
    if AuditEntry.__mapper__ in state.all_mappers:
        chain.write(state.session)


@event.listens_for(db.session, "after_transaction_create")
def _mark_savepoint(session: Session, started: SessionTransaction) -> None:
    if started.nested:
        chain: _Chain | None = session.info.get(_CHAIN)
        session.info.setdefault(_MARKS, {})[started] = chain.mark() if chain else None


@event.listens_for(db.session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, undone: SessionTransaction) -> None:
    chain: _Chain | None = session.info.get(_CHAIN)
    if not undone.nested or chain is None:
        return
    mark = session.info[_MARKS].get(undone)
    if mark is None:
        # It began in there: with the savepoint PostgreSQL gave its lock back, and others may have appended.
        del session.info[_CHAIN]
        return
    chain.go_back(mark)


@event.listens_for(db.session, "after_transaction_end")
def _let_go(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_CHAIN, None)
        session.info.pop(_MARKS, None)
