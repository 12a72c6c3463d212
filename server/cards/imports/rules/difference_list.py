"""Write rows with problems as a workbook that can be corrected and imported again."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from server.cards.imports.rules.problems import problem_order, problem_text, problem_title
from server.cards.sheets.rules import Cell, Row

# Spreadsheet programs and their CSV exports take text with these for a formula (reliability T18).
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_WIDTH = 18


def write_difference_list(header: list[str], rows: Iterable[tuple[int, Row, list[dict[str, Any]]]]) -> bytes:
    """Return an .xlsx: the sheet's own columns, then the row's number there and what is wrong.

    Every cell is text; none can be a formula.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet("差异单")
        sheet.set_column(0, len(header) + 1, _WIDTH, text)
        _write(sheet, 0, [*header, "原行号", "问题"])
        for line, (row_no, cells, problems) in enumerate(rows, start=1):
            padded = [*cells, *([None] * (len(header) - len(cells)))][: len(header)]
            _write(sheet, line, [*padded, row_no, _explain(problems)])
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def _write(sheet: Any, line: int, cells: list[Cell]) -> None:
    for column, cell in enumerate(cells):
        if cell is not None:
            sheet.write_string(line, column, _harmless(cell))


def _harmless(cell: Cell) -> str:
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _explain(problems: list[dict[str, Any]]) -> str:
    ordered = sorted(problems, key=lambda found: problem_order(found["code"]))
    return "；".join(f"{problem_title(p['code'])['zh']}：{problem_text(p)['zh']}" for p in ordered)
