"""Numbers an authority may set: each a row with unit and clause, never a constant in code."""

from functools import cache
from typing import Any

from server.rules.tables import table


def policy(key: str) -> Any:
    """Return the value of one policy row.

    Raises:
        KeyError: no such row; a programming error, since every key is tested to exist.
    """
    return _rows()[key]


@cache
def _rows() -> dict[str, Any]:
    return {row["key"]: row["value"] for row in table("policy")["rows"]}
