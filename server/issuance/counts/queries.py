"""Read what a count is judged by."""

from typing import Any

from sqlalchemy import select

from server.db import db
from server.issuance.rules import Report
from server.rounds.models import Lease, RoundCard


def count_facts(report: Report) -> dict[str, Any] | None:
    """Return how many cards the tablet took along, and which; None when it held no such lease."""
    lease = db.session.get(Lease, report.body["lease"]) if report.body["lease"] else None
    if lease is None:
        return None
    statement = select(RoundCard.card_id).where(RoundCard.round_id == lease.round_id)
    if lease.share is not None:
        statement = statement.where(RoundCard.share == lease.share)
    cards = frozenset(db.session.scalars(statement))
    return {"taken": len(cards), "cards": cards, "cash_fen": None}
