"""T18: whatever people typed, no cell of a workbook that the server makes is a formula, nor becomes one when edited."""

import io
from pathlib import Path

import hypothesis.strategies as st
import openpyxl
from hypothesis import given, settings
from openpyxl.cell.cell import Cell

from server.cards.imports.rules.difference_list import write_difference_list
from server.forms.queries import form_layout
from server.forms.workbooks.rules import write_workbook
from server.issuance.back_entry.rules import write_sheet
from server.rules import table

SERVER = Path(__file__).parents[3] / "server"
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# The demonstration's sheets are read by the import, nobody is given them.
WRITERS = {
    "cards/imports/rules/difference_list.py",
    "demo/sheets/rules.py",
    "forms/workbooks/rules.py",
    "issuance/back_entry/rules.py",
}

WORKBOOK_FORMS = [form_layout(key) for key in ("collection_register", "contact_corrections", "proxy_exceptions")]

ATTACKS = (
    "=1+1",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "\t=1",
    "\0=1",
    "\r=1",
    '=HYPERLINK("https://evil.example","x")',
    "{=1+1}",
    "https://evil.example/",
    "'=1",
)
anything = st.one_of(st.sampled_from(ATTACKS), st.text(max_size=40), st.sampled_from(TRIGGERS).flatmap(
    lambda trigger: st.text(max_size=20).map(lambda rest: trigger + rest)
))  # fmt: skip


def cells_of(workbook: bytes) -> list[Cell]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def could_run(cell: Cell) -> bool:
    """Tell whether a spreadsheet program could take a cell for a formula, now or after somebody edited it."""
    if cell.data_type != "s" or cell.hyperlink is not None:
        return True
    return str(cell.value).startswith(TRIGGERS) and not cell.quotePrefix


def test_t18_every_place_that_writes_workbooks_is_tried_here() -> None:
    writing = {
        path.relative_to(SERVER).as_posix()
        for path in SERVER.rglob("*.py")
        if "xlsxwriter.Workbook(" in path.read_text("utf-8")
    }
    assert writing == WRITERS


def test_t18_the_server_writes_no_csv() -> None:
    assert [path for path in SERVER.rglob("*.py") if "csv.writer" in path.read_text("utf-8")] == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(anything, min_size=2, max_size=4), min_size=1, max_size=4), anything, anything)
def test_t18_no_cell_of_an_official_form_is_a_formula(rows: list[list[str]], head: str, body: str) -> None:
    for layout in WORKBOOK_FORMS:
        keys = list(layout.words["head"])
        lines = [[[cell] for cell in row] for row in rows]
        workbook = write_workbook(layout, body, dict.fromkeys(keys, head), lines, totals=head)
        assert [cell.coordinate for cell in cells_of(workbook) if could_run(cell)] == []


@settings(deadline=None, max_examples=40)
@given(st.lists(anything, min_size=1, max_size=4), st.lists(anything, min_size=1, max_size=6))
def test_t18_no_cell_of_a_difference_list_is_a_formula(header: list[str], cells: list[str]) -> None:
    workbook = write_difference_list(header, [(1, list(cells), [])])
    assert [cell.coordinate for cell in cells_of(workbook) if could_run(cell)] == []


@settings(deadline=None, max_examples=30)
@given(anything)
def test_t18_no_cell_of_a_sheet_for_the_province_is_a_formula(text: str) -> None:
    for kind, layout in table("back_entry")["sheets"].items():
        line = {column["key"]: text for column in layout["columns"]} | {"card_number": text}
        assert [cell.coordinate for cell in cells_of(write_sheet(kind, [line])) if could_run(cell)] == []
