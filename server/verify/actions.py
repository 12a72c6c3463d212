"""Run the checks."""

from server.db import db
from server.verify import activations, attachments, audit_entries, cards, chains, fees, persons, receipts, records
from server.verify.rules import Finding

CHECKS = (
    records.check,
    chains.check,
    attachments.check,
    cards.check,
    persons.check,
    fees.check,
    receipts.check,
    activations.check,
    audit_entries.check,
)


def verify() -> list[Finding]:
    """Return one finding for each invariant; nothing is written, and all checks see one snapshot on SQLite."""
    db.session.rollback()
    try:
        return [check() for check in CHECKS]
    finally:
        db.session.rollback()
