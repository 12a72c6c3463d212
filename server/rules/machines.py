"""State machines as data: what may follow what, by which verb, under which clause."""

from typing import Any

from server.core.errors import Refusal
from server.rules.tables import table


def next_state(machine: str, state: str, verb: str) -> str:
    """Return the state that `verb` leads to.

    Raises:
        Refusal: illegal_transition — the machine's table has no such row.
    """
    return str(_transition(machine, state, verb)["to"])


def transition_clause(machine: str, state: str, verb: str) -> str:
    """Return the clause under which the transition stands."""
    return str(_transition(machine, state, verb)["clause"])


def initial_state(machine: str) -> str:
    """Return the state in which a machine begins."""
    return str(table("machines")["machines"][machine]["initial"])


def states(machine: str) -> list[str]:
    """Return the machine's states in the order of its table."""
    return list(table("machines")["machines"][machine]["states"])


def _transition(machine: str, state: str, verb: str) -> dict[str, Any]:
    for row in table("machines")["machines"][machine]["transitions"]:
        if row["from"] == state and row["verb"] == verb:
            found: dict[str, Any] = row
            return found
    raise Refusal("illegal_transition", machine=machine, state=state, verb=verb)
