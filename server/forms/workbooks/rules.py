"""Write a form's table as an .xlsx: pure."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from server.forms.models import FormLayout

_MM_A_CHARACTER = 1.9  # a column's width in Excel counts characters of 11 pt
_NARROWEST = 6.0
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
_LONGEST_NAME = 31  # characters of a sheet's name that Excel takes
_HEADER = 2  # the row of the column names
_A4 = 9  # xlsxwriter's number of the paper
# The quote that people type before a text, kept in the style: a cell stays text when it is edited and left again.
_TEXT = {"num_format": "@", "quote_prefix": True}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write_workbook(
    layout: FormLayout,
    body: str,
    head: Mapping[str, str],
    rows: Iterable[Sequence[Sequence[str]]],
    totals: str = "",
) -> bytes:
    """Return the form as a workbook: title, head, column names, a row a line, totals.

    A row has a cell for each column of the layout, each a sequence of lines. Every cell is stored as text,
    so that numbers keep their digits and nothing that begins like a formula is one.
    """
    target = BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet(layout.title_zh.replace("{body}", "").translate(_NOT_IN_NAMES)[:_LONGEST_NAME])
        text = workbook.add_format({**_TEXT, "text_wrap": True, "valign": "vcenter", "border": 1})
        plain = workbook.add_format(_TEXT)
        named = workbook.add_format({**_TEXT, "bold": True, "text_wrap": True, "align": "center", "border": 1})
        titled = workbook.add_format({**_TEXT, "bold": True, "font_size": 16})
        for number, column in enumerate(layout.columns):
            sheet.set_column(number, number, max(column.width / _MM_A_CHARACTER, _NARROWEST), plain)
            sheet.write_string(_HEADER, number, column.label.replace("\n", ""), named)
        said = "　".join(f"{layout.words['head'][key]}：{value}" for key, value in head.items())
        sheet.write_string(0, 0, f"{layout.attachment} {layout.title_zh.replace('{body}', body)}".strip(), titled)
        sheet.write_string(1, 0, said, plain)
        end = _write(sheet, rows, text)
        sheet.write_string(end, 0, totals, plain)
        _set_up_page(sheet)
    return target.getvalue()


def _write(sheet: Any, rows: Iterable[Sequence[Sequence[str]]], text: Any) -> int:
    """Write the rows and return the line below them."""
    line = _HEADER
    for line, cells in enumerate(rows, start=_HEADER + 1):
        for number, lines in enumerate(cells):
            sheet.write_string(line, number, "\n".join(lines), text)
    return line + 1


def _set_up_page(sheet: Any) -> None:
    sheet.freeze_panes(_HEADER + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
