"""Run the checks."""

from collections.abc import Sequence
from functools import partial

from server.db import db
from server.verify import (
    activations,
    attachments,
    audit_entries,
    cards,
    chains,
    checkpoints,
    fees,
    persons,
    receipts,
    records,
    signatures,
)
from server.verify.rules import Finding

CHECKS = (
    records.check,
    signatures.check,
    chains.check,
    attachments.check,
    cards.check,
    persons.check,
    fees.check,
    receipts.check,
)


def verify(kept_elsewhere: Sequence[str] = (), *, ask: bool = True) -> list[Finding]:
    """Return one finding for each invariant; nothing is written, and all checks see one snapshot on SQLite.

    `kept_elsewhere` are checkpoints from devices or paper: only they show that the end of every log was cut off.
    With `ask` off the far sides are not asked about activations.
    """
    db.session.rollback()
    try:
        checks = (*CHECKS, activations.check if ask else partial(activations.check, {}), audit_entries.check)
        return [*(check() for check in checks), checkpoints.check(kept_elsewhere)]
    finally:
        db.session.rollback()
