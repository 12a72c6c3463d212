"""Sheets out and sheets back as plain rows: pure. The columns stand in rules/tables/back_entry.json."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import xlsxwriter

from server.cards.sheets.rules import Cell, Row
from server.core.errors import Refusal
from server.core.identity_numbers import read_identity_number
from server.rules import table

_HEADER_ROWS = 10
_CONTROL_DIGITS = 4
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


class Result(NamedTuple):
    """One line of a sheet of results: what the far side decided about a request."""

    row_no: int
    business_key: str
    confirmed: bool
    reason: str | None


@dataclass(frozen=True)
class TemporaryCardLine:
    """One line of a list of temporary cards."""

    social_security_number: str
    number: str
    issued_on: date | None


def control_number(card_numbers: Iterable[str]) -> int:
    """Return the sum of the last four digits of each card's number, which a clerk can add up in the sheet itself."""
    return sum(int("".join(filter(str.isdecimal, number))[-_CONTROL_DIGITS:] or "0") for number in card_numbers)


def write_sheet(kind: str, lines: Sequence[Mapping[str, str]]) -> bytes:
    """Return the .xlsx of a kind: a header, a row a line, and below them the number of rows and the control number.

    Every cell is text: numbers keep their digits, and nothing that begins like a formula is one.
    """
    layout, words = table("back_entry")["sheets"][kind], table("back_entry")["words"]
    columns = layout["columns"]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as workbook:
        text = workbook.add_format({"num_format": "@", "quote_prefix": True})
        sheet = workbook.add_worksheet(layout["title"])
        sheet.set_column(0, len(columns) - 1, 20, text)
        foot = [
            [words["rows"], str(len(lines))],
            [words["control"], str(control_number(line["card_number"] for line in lines))],
        ]
        body = [[line.get(column["key"]) or "" for column in columns] for line in lines]
        for number, cells in enumerate([[column["label"] for column in columns], *body, *foot]):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, text)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def read_results(rows: Sequence[Row]) -> list[Result]:
    """Return the lines of a sheet of results.

    Raises:
        Refusal: import_columns_missing; result_unreadable (with the row); control_total_missing or
            control_total_differs: then nothing of the sheet may be taken for granted.
    """
    words = table("back_entry")["results"]
    header_row, index_of = _header(rows, words["columns"], ("business_key", "result"))
    results: list[Result] = []
    declared: dict[str, int] = {}
    for row_no, row in enumerate(rows[header_row:], start=header_row + 1):
        first = _text(row, 0)
        if first in words["totals"]:
            declared[words["totals"][first]] = _number(_text(row, 1), row_no)
            continue
        key = _text(row, index_of["business_key"])
        if key:
            results.append(_result(row_no, key, row, index_of, words))
    _refuse_other_totals(results, declared)
    return results


def read_temporary_cards(rows: Sequence[Row]) -> list[TemporaryCardLine]:
    """Return the lines of a list of temporary cards (2.1).

    Raises:
        Refusal: import_columns_missing; temporary_card_line_unreadable (with the row): a list is complete or none.
    """
    columns = table("back_entry")["temporary_cards"]["columns"]
    header_row, index_of = _header(rows, columns, ("number", "social_security_number"))
    found = []
    for row_no, row in enumerate(rows[header_row:], start=header_row + 1):
        number, identity = _text(row, index_of["number"]), _text(row, index_of["social_security_number"])
        if not number and not identity:
            continue
        if not number or read_identity_number(identity).problem is not None:
            raise Refusal("temporary_card_line_unreadable", row=row_no)
        found.append(TemporaryCardLine(identity, number, _day(row, index_of.get("issued_on"), row_no)))
    return found


def _header(
    rows: Sequence[Row], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """Return the number of the row that names the columns (from 1) and the place of each column."""
    for row_no, row in enumerate(rows[:_HEADER_ROWS], start=1):
        places = {_text(row, place): place for place in range(len(row))}
        index_of = {key: places[name] for key, names in columns.items() for name in names if name in places}
        if all(key in index_of for key in needed):
            return row_no, index_of
    named = "、".join(columns[key][0] for key in needed)
    raise Refusal("import_columns_missing", columns=named, columns_en=named)


def _result(row_no: int, key: str, row: Row, index_of: Mapping[str, int], words: Mapping[str, Any]) -> Result:
    said = _text(row, index_of["result"])
    if said not in (*words["confirmed"], *words["refused"]):
        raise Refusal("result_unreadable", row=row_no)
    reason = _text(row, index_of["reason"]) if "reason" in index_of else ""
    return Result(row_no, key, said in words["confirmed"], reason or None)


def _refuse_other_totals(results: Sequence[Result], declared: Mapping[str, int]) -> None:
    confirmed = sum(result.confirmed for result in results)
    counted = {"rows": len(results), "confirmed": confirmed, "refused": len(results) - confirmed}
    if set(declared) != set(counted):
        raise Refusal("control_total_missing")
    if declared != counted:
        raise Refusal("control_total_differs")


def _text(row: Row, place: int) -> str:
    cell: Cell = row[place] if place < len(row) else None
    if cell is None:
        return ""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def _number(text: str, row_no: int) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refusal("result_unreadable", row=row_no)
    return int(text)


def _day(row: Row, place: int | None, row_no: int) -> date | None:
    text = _text(row, place) if place is not None else ""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        raise Refusal("temporary_card_line_unreadable", row=row_no) from None
