"""Every "no" the product can say: code, clause, HTTP status, words in each language of the screens."""

from functools import cache
from typing import Any, NamedTuple

from server.rules.tables import table


class RefusalText(NamedTuple):
    """One row of the refusals table, its texts filled with the facts."""

    code: str
    status: int
    clause: str | None
    zh: str
    en: str


def refusal(code: str, facts: dict[str, Any] | None = None) -> RefusalText:
    """Return the row of a refusal with its texts filled in; a fact the caller left out shows as an ellipsis."""
    row = _rows()[code]
    known = _Known(facts or {})
    return RefusalText(code, row["status"], row["clause"], row["zh"].format_map(known), row["en"].format_map(known))


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table("refusals")["rows"]}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
