"""What settlements can be taken back, and what each of them said. Pure."""

from typing import Any, NamedTuple

SUBJECTS = ("parked", "conflict", "temporary_card_task", "recall", "discrepancy", "incident", "frozen_card")
# Decisions that let a parked record lead to something.
LED_ON = frozenset({"stands", "second"})
# What undoing refuses with the words of a tablet; people at the desk are told what they can do.
AS_TOLD_AT_THE_DESK = {
    "correction_after_activation": "settlement_passed_on",
    "movement_not_last": "settlement_moved_on",
    "card_not_here": "settlement_moved_on",
    "illegal_transition": "settlement_moved_on",
    "correction_of_unknown": "settlement_final",
}


class Said(NamedTuple):
    """What a settlement said, in the words that all of them share; None where one of its kind says nothing.

    `decision` is its code by the subject; `officer` and `second_officer` are names as they were then, `at` as on
    the wire.
    """

    decision: str
    officer: str
    at: str
    second_officer: str | None = None
    reason: str | None = None
    responsible: str | None = None
    report_number: str | None = None
    note: str | None = None
    receipt_number: str | None = None

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return self._asdict()
