"""Read settlements, and what a parked record or a case can be settled by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.officers.models import Officer
from server.db import db
from server.evidence.models import Evidence
from server.evidence.queries import evidence_of_events
from server.sync.models import Event, EventConflict, Settlement
from server.sync.settlements.rules import NOTED, decisions_of, way_to_stand

_SHOWN = ("id", "decision", "reason", "note", "re_entered_as", "clause", "at")


def settlement_of(*, event_id: str | None = None, conflict_id: str | None = None) -> Settlement | None:
    """Return what was decided of a record or a case and still stands, or None.

    A case that was only noted decides nothing of its record.
    """
    statement = select(Settlement).where(Settlement.taken_back_by.is_(None))
    if conflict_id is not None:
        return db.session.scalar(statement.where(Settlement.conflict_id == conflict_id))
    of_record = statement.where(Settlement.event_id == event_id, Settlement.decision != NOTED)
    return db.session.scalar(of_record.order_by(Settlement.at).limit(1))


def settled_among(device_id: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return which of a device's own parked records two people have settled, and how; ids and codes alone.

    A settlement that was taken back is none.
    """
    if not event_ids:
        return []
    statement = (
        select(Event.id, Event.round_id, Settlement.decision)
        .join(Settlement, Settlement.event_id == Event.id)
        .where(
            Event.device_id == device_id,
            Event.id.in_(event_ids),
            Event.settled_at.is_not(None),
            Settlement.taken_back_by.is_(None),
            Settlement.decision != NOTED,
        )
        .order_by(Event.idx, Settlement.at)
    )
    last = {row.id: row for row in db.session.execute(statement)}
    return [{"event_id": row.id, "round_id": row.round_id, "decision": row.decision} for row in last.values()]


def evidence_of(event: Event | None) -> list[Evidence]:
    """Return what a record brought as proof."""
    return evidence_of_events([event.id]) if event else []


def describe_settling(event: Event) -> dict[str, Any]:
    """Return how a parked record can be settled, what proves it, and how it was settled if it was."""
    row = way_to_stand(event.reason)
    return {
        "can_stand": row is not None,
        "way": row["way"] if row else None,
        "why": row["why"] if row else None,
        "evidence": evidence_of(event),
        "settlement": describe_settlement(settlement_of(event_id=event.id)),
    }


def describe_case_settling(case: EventConflict) -> dict[str, Any]:
    """Return how a case can be settled, and how it was if it was."""
    return {
        "decisions": list(decisions_of(case.kind)),
        "settlement": describe_settlement(settlement_of(conflict_id=case.id)),
    }


def describe_settlement(found: Settlement | None) -> dict[str, Any] | None:
    """Return a settlement with the names of both people."""
    if found is None:
        return None
    names = {
        row[0]: row[1]
        for row in db.session.execute(
            select(Officer.id, Officer.name).where(Officer.id.in_([found.officer_id, found.second_officer_id]))
        )
    }
    shown = {name: getattr(found, name) for name in _SHOWN}
    return {**shown, "officer": names[found.officer_id], "second_officer": names[found.second_officer_id]}
