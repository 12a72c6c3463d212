"""How temporary cards go their way. Pure."""

from server.rules import initial_state, next_state

MACHINE = "temporary_card"
FEE_DUE = ("lost", "damaged")
# What a task found too late may come to: a settlement, or the list was wrong.
OUTCOMES = ("returned", "lost", "damaged", "list_wrong")


def settled_state(how: str) -> str:
    """Return the state of a temporary card that was taken back, or paid for (2.2, 2.3)."""
    return next_state(MACHINE, initial_state(MACHINE), "pay" if how in FEE_DUE else "take_back")


def shown_state(stored: str, recovery: str | None) -> str:
    """Return the state with what the card-management system answered to its recovery (2.2)."""
    return next_state(MACHINE, stored, "recycle") if recovery == "confirmed" else stored
