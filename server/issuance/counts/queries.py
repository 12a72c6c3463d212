"""Read what a count is judged by."""

from typing import Any

from sqlalchemy import select

from server.db import db
from server.issuance.rules import Report
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.models import Lease, RoundCard


def count_facts(report: Report) -> dict[str, Any] | None:
    """Return how many cards the tablet took along and which, and the sum of its receipts in fen (2.3).

    None when it held no such lease. The sum is None while a record with one of its receipts waits for people.
    """
    lease = db.session.get(Lease, report.body["lease"]) if report.body["lease"] else None
    if lease is None:
        return None
    statement = select(RoundCard.card_id).where(RoundCard.round_id == lease.round_id)
    if lease.share is not None:
        statement = statement.where(RoundCard.share == lease.share)
    cards = frozenset(db.session.scalars(statement))
    return {"taken": len(cards), "cards": cards, "cash_fen": _cash(report)}


def _cash(report: Report) -> int | None:
    given = select(TemporaryCardSettlement).where(
        TemporaryCardSettlement.round_id == report.body["round"],
        TemporaryCardSettlement.device_id == report.device_id,
        TemporaryCardSettlement.receipt_number.is_not(None),
        TemporaryCardSettlement.corrected_by.is_(None),
    )
    fees = {one.receipt_number: one.fee_fen for one in db.session.scalars(given)}
    known = set(report.payload["receipts"]) <= set(fees)
    return sum(fees.values()) if known else None
