"""Find the row of column names, and which column is which."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from server.cards.sheets.rules import Cell, Row
from server.core.errors import Refusal
from server.rules import policy, table

# What sheets add to a column's name: a star for a must, a remark in brackets, white space.
_ORNAMENTS = re.compile(r"[\s★☆*:：_\-]|[(\[【（].*?[)\]】）]")


@dataclass(frozen=True)
class Columns:
    """Where each known column stands. header_row is the sheet's own row number."""

    header_row: int
    index_of: dict[str, int]
    headers: dict[str, str]
    unknown: list[str]

    def cell(self, row: Row, key: str) -> Cell:
        """Return a cell of a row, None where the sheet has no such column or the row is shorter."""
        index = self.index_of.get(key)
        return row[index] if index is not None and index < len(row) else None


def recognise_columns(rows: list[Row]) -> Columns:
    """Return the columns by the first row that names every required one.

    Raises:
        Refusal: import_columns_missing, with the names of those that the best row lacks.
    """
    best: Columns | None = None
    for number, row in enumerate(rows[: policy("import.header_rows")], start=1):
        found = _read_header(number, row)
        if not _missing(found):
            return found
        if best is None or len(found.index_of) > len(best.index_of):
            best = found
    missing = _missing(best) if best else required_columns()
    titles = [_column(key) for key in missing]
    raise Refusal(
        "import_columns_missing",
        columns="、".join(row["zh"] for row in titles),
        columns_en=", ".join(row["en"] for row in titles),
    )


def required_columns() -> list[str]:
    """Return the columns that a sheet must have and a row must fill."""
    return [row["key"] for row in table("import_columns")["columns"] if row["required"]]


def _read_header(number: int, row: Row) -> Columns:
    index_of: dict[str, int] = {}
    headers: dict[str, str] = {}
    unknown: list[str] = []
    for index, cell in enumerate(row):
        text = str(cell).strip() if isinstance(cell, str) else ""
        key = _aliases().get(_plain(text))
        if key is not None and key not in index_of:
            index_of[key] = index
            headers[key] = text
        elif text:
            unknown.append(text)
    return Columns(number, index_of, headers, unknown)


def _missing(columns: Columns) -> list[str]:
    return [key for key in required_columns() if key not in columns.index_of]


def _plain(header: str) -> str:
    return _ORNAMENTS.sub("", unicodedata.normalize("NFKC", header)).upper()


def _column(key: str) -> dict[str, Any]:
    return next(row for row in table("import_columns")["columns"] if row["key"] == key)


@cache
def _aliases() -> dict[str, str]:
    rows = table("import_columns")["columns"]
    return {_plain(alias): row["key"] for row in rows for alias in row["aliases"]}
