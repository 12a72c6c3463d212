"""Read evidence."""

from collections.abc import Sequence

from sqlalchemy import select

from server.accounts.scope import one_in_scope
from server.db import db
from server.evidence.models import Evidence


def evidence_in_scope(evidence_id: str) -> Evidence:
    """Return one piece of evidence.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Evidence, Evidence.id == evidence_id)


def evidence_of_events(event_ids: Sequence[str]) -> list[Evidence]:
    """Return the evidence of events, oldest first; their caller has checked the scope of the events."""
    statement = select(Evidence).where(Evidence.event_id.in_(event_ids))
    return list(db.session.scalars(statement.order_by(Evidence.created_at, Evidence.id)))


def is_kept(event_id: str, kind: str, sha256: str) -> bool:
    """Tell whether an event's piece of evidence is kept already: a parked record brings its own."""
    statement = select(Evidence.id).where(
        Evidence.event_id == event_id, Evidence.kind == kind, Evidence.sha256 == sha256
    )
    return db.session.scalar(statement.limit(1)) is not None


def evidence_of_round(round_id: str) -> list[Evidence]:
    """Return what two people signed for at the count of a round."""
    statement = select(Evidence).where(Evidence.round_id == round_id, Evidence.event_id.is_(None))
    return list(db.session.scalars(statement.order_by(Evidence.created_at, Evidence.id)))
