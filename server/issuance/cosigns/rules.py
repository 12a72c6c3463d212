"""How the two halves of a hand-over stand to each other. Pure."""

from datetime import datetime

COMPANION = "companion"
AGREED, REFUSED = "agreed", "refused"
ACTIVATED = "activated"


def signed_before_the_check(handed_at: datetime, cosigned_at: datetime | None) -> bool:
    """Tell whether the person signed before the bank had checked: told at the desk, never refused (1.2.2.c).

    Two devices have two clocks; what a finding is worth, people judge.
    """
    return cosigned_at is not None and cosigned_at > handed_at
