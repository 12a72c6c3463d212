"""The regulation as data: tables with clause ids and editions, small named guards, one judge.

The tablet reads the same tables and runs the same examples (tests/vectors), so both sides
say the same about the same facts. Nothing here touches the database.
"""

from server.rules.judge import Finding, judge
from server.rules.machines import initial_state, next_state, states, transition_clause
from server.rules.names import compare_names
from server.rules.policy import policy
from server.rules.reasons import reason_codes
from server.rules.refusals import RefusalText, refusal
from server.rules.tables import edition, table

__all__ = [
    "Finding",
    "RefusalText",
    "compare_names",
    "edition",
    "initial_state",
    "judge",
    "next_state",
    "policy",
    "reason_codes",
    "refusal",
    "states",
    "table",
    "transition_clause",
]
