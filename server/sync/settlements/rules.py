"""What two people may answer for, and what a case can be settled by. Pure."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from server.rules import table

STANDS, VOID, RE_ENTERED = "stands", "void", "re_entered"
FIRST, SECOND, NOTED = "first", "second", "noted"
# The bank manager gives now the check that the record lacks (1.2.2.c).
APPROVAL = "approval"

_DECISIONS = {
    "second_hand_over": (FIRST, SECOND),
    "changed_bytes": (NOTED,),
    "chain": (NOTED,),
    "bank_refused": (NOTED,),
    "finance_of_proxy": (NOTED,),
}
# Whose word counts beside the supervisor's.
SECOND_ROLES = frozenset({"supervisor", "county_admin", "card_specialist", "bank_manager", "custodian"})


def decisions_of(kind: str) -> Sequence[str]:
    """Return how a case of a kind can be settled."""
    return _DECISIONS[kind]


def way_to_stand(code: str | None) -> dict[str, Any] | None:
    """Return the row that says how a record parked under this code may stand, or None when it cannot."""
    return _rows().get(code or "")


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table("settlements")["rows"]}
