"""The problems a row can have, as the table words them."""

from functools import cache
from typing import Any

from server.rules import table

STOP, WARN, NONE = "stop", "warn", "none"

Problem = dict[str, Any]


def problem(code: str, column: str, **facts: object) -> Problem:
    """Return a problem of a row: {code, column, severity, facts}.

    Raises:
        KeyError: the table has no such code.
    """
    return {"code": code, "column": column, "severity": _rows()[code]["severity"], "facts": facts}


def worst_severity(problems: list[Problem]) -> str:
    """Return stop, warn or none."""
    severities = {found["severity"] for found in problems}
    return STOP if STOP in severities else WARN if WARN in severities else NONE


def problem_title(code: str) -> dict[str, str]:
    """Return the short name of a problem in each language."""
    row = _rows()[code]
    return {"zh": row["zh"], "en": row["en"]}


def problem_text(found: Problem) -> dict[str, str]:
    """Return what is wrong with this row, in each language."""
    row = _rows()[found["code"]]
    return {
        "zh": row["detail_zh"].format(**found["facts"]),
        "en": row["detail_en"].format(**found["facts"]),
    }


def problem_order(code: str) -> int:
    """Return the place of a problem in the table: the worst first."""
    return list(_rows()).index(code)


def column_title(key: str) -> dict[str, str]:
    """Return the name of a column in each language."""
    row = next(row for row in table("import_columns")["columns"] if row["key"] == key)
    return {"zh": row["zh"], "en": row["en"]}


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table("import_problems")["rows"]}
