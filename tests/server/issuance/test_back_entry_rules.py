"""Sheets out and sheets back as plain rows (1.2.2.d, 2.1)."""

from datetime import date
from itertools import islice

import pytest

from server.cards.sheets.rules import SheetBounds, read_sheet
from server.core.errors import Refusal
from server.issuance.back_entry.rules import control_number, read_results, read_temporary_cards, write_sheet
from tests.support.people import identity_numbers

BOUNDS = SheetBounds(1 << 20, 1 << 22, 100, 1000, 40, 60)
LINES = [
    {"name": "李𬱖", "card_number": "B00007001", "business_key": "social-1a", "collection_type": "1"},
    {"name": "=SUM(A1)", "card_number": "B00007012", "business_key": "social-2b", "collection_type": "3"},
]
TOTALS = [["合计行数", "2"], ["成功数", "1"], ["失败数", "1"]]
RESULTS = [["业务流水号", "结果", "原因"], ["social-1a", "00", None], ["social-2b", "失败", "姓名不符"]]


def test_a_sheet_reads_back_as_text_with_its_totals() -> None:
    rows = read_sheet(write_sheet("social", LINES), BOUNDS).rows
    assert rows[0][:3] == ["姓名", "社会保障号码", "社保卡号"]
    assert [row[0] for row in rows[1:3]] == ["李𬱖", "=SUM(A1)"]
    assert [row[:2] for row in rows[3:]] == [["合计行数", "2"], ["控制数", str(7001 + 7012)]]


def test_the_control_number_takes_card_numbers_with_and_without_letters() -> None:
    assert control_number(["B00007001", "548426015", "X"]) == 7001 + 6015


def test_results_are_read_line_by_line() -> None:
    first, second = read_results([["领卡启用结果"], *RESULTS, *TOTALS])
    assert (first.row_no, first.business_key, first.confirmed, first.reason) == (3, "social-1a", True, None)
    assert (second.confirmed, second.reason) == (False, "姓名不符")


def test_a_return_code_that_became_a_number_is_still_one() -> None:
    assert read_results([RESULTS[0], ["social-1a", 0.0, None], ["合计行数", 1.0], ["成功数", 1], ["失败数", 0]])[
        0
    ].confirmed


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["姓名"], ["李"]], "import_columns_missing"),
        ([RESULTS[0], ["social-1a", "也许", None], *TOTALS], "result_unreadable"),
        ([*RESULTS, ["合计行数", "两行"]], "result_unreadable"),
        (RESULTS, "control_total_missing"),
        ([*RESULTS, *TOTALS[:2]], "control_total_missing"),
        ([*RESULTS[:2], *TOTALS], "control_total_differs"),
        ([*RESULTS, TOTALS[0], ["成功数", "2"], ["失败数", "0"]], "control_total_differs"),
    ],
)
def test_nothing_is_taken_from_results_that_do_not_add_up(rows: list[list[object]], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_results(rows)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_list_of_temporary_cards_is_read_with_its_days() -> None:
    one, other = islice(identity_numbers(), 2)
    rows = [
        ["临时卡编号", "社会保障号码", "发卡日期"],
        ["L1", one, "2026/09/01"],
        [None, None, None],
        ["L2", other, None],
    ]
    lines = read_temporary_cards(rows)  # type: ignore[arg-type]
    assert [(line.number, line.social_security_number) for line in lines] == [("L1", one), ("L2", other)]
    assert [line.issued_on for line in lines] == [date(2026, 9, 1), None]


@pytest.mark.parametrize("line", [["L1", "222426194803051", None], [None, "ok", None], ["L1", "number", "gestern"]])
def test_a_list_with_a_line_that_cannot_be_read_is_none(line: list[object]) -> None:
    number = next(identity_numbers())
    cells = [number if cell in ("ok", "number") else cell for cell in line]
    if line[1] == "222426194803051":
        cells[1] = number[:16]
    with pytest.raises(Refusal) as refused:
        read_temporary_cards([["临时卡编号", "社会保障号码", "发卡日期"], cells])  # type: ignore[list-item]
    assert refused.value.code == "temporary_card_line_unreadable"
    assert refused.value.facts == {"row": 2}
