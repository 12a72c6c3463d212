"""Say which rules a set of facts breaks. Twin: pwa/src/rules/judge.ts."""

from typing import Any, NamedTuple

from server.rules.guards import GUARDS
from server.rules.tables import table

Facts = dict[str, Any]


class Finding(NamedTuple):
    """A broken row of a rules table and the refusal it leads to."""

    row: str
    clause: str
    code: str


def judge(facts: Facts) -> list[Finding]:
    """Return every rule of the hand-over table that the facts break, in the table's order."""
    event_type = facts["event"]["type"]
    rows = [row for row in table("handover")["rows"] if event_type in row["types"]]
    applying = [row for row in rows if all(GUARDS[name](facts) for name in row["when"])]
    broken = [row for row in applying if not all(GUARDS[name](facts) for name in row["require"])]
    return [Finding(row["id"], row["clause"], row["refusal"]) for row in broken]
