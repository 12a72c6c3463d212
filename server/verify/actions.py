"""Run the checks."""

from functools import partial

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
)


def verify(*, ask: bool = True) -> list[Finding]:
    """Return one finding for each invariant; nothing is written, and all checks see one snapshot on SQLite.

    With `ask` off the far sides are not asked about activations.
    """
    db.session.rollback()
    try:
        checks = (*CHECKS, activations.check if ask else partial(activations.check, {}), audit_entries.check)
        return [check() for check in checks]
    finally:
        db.session.rollback()
