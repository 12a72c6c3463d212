"""Real sheets of made-up people, as the province and its offices write them."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter
import xlwt

from tests.support.people import identity_numbers

HEADER = (
    "姓名",
    "社会保障号码",
    "社保卡号",
    "批次",
    "单位编号",
    "单位名称",
    "联系地址",
    "联系电话",
    "所属银行",
    "所属卡商",
    "所属城市",
    "经办机构",
    "装箱位置",
)
_SURNAMES, _GIVEN = "金朴李崔全赵许尹方刘张王", "英顺哲男爱成日长山明姬子"


def rows(count: int, start: int = 0, batch: str = "2026-1107") -> list[list[Any]]:
    """Return rows without a fault, each another person; `start` goes on where another sheet ended."""
    numbers = identity_numbers()
    for _ in range(start):
        next(numbers)
    return [_row(number, next(numbers), batch) for number in range(start, start + count)]


def xlsx(body: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, before: Sequence[Sequence[Any]] = ()) -> bytes:
    """Write a workbook: text as text, numbers as the floats a spreadsheet makes of them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("成品卡")
        for number, line in enumerate([*before, header, *body]):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write(number, column, cell)
    return target.getvalue()


def xls(body: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    """Write the old binary format."""
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("成品卡")
    for number, line in enumerate([header, *body]):
        for column, cell in enumerate(line):
            if cell is not None:
                sheet.write(number, column, cell)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def text(
    body: Sequence[Sequence[Any]], encoding: str = "gb18030", delimiter: str = ",", header: Sequence[str] = HEADER
) -> bytes:
    """Write a CSV file."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows([header, *body])
    return target.getvalue().encode(encoding)


def changed(body: list[list[Any]], index: int, **cells: Any) -> list[list[Any]]:
    """Return the rows with some cells of one row replaced, by column key."""
    copy = [list(row) for row in body]
    for key, value in cells.items():
        copy[index][_PLACES[key]] = value
    return copy


_PLACES = {
    "name": 0,
    "number": 1,
    "card_number": 2,
    "batch": 3,
    "address": 6,
    "phone": 7,
    "bank": 8,
    "box_position": 12,
}


def _row(number: int, identity: str, batch: str) -> list[Any]:
    village = ("龙泉村", "九龙村")[number % 2]
    return [
        _SURNAMES[number % 12] + _GIVEN[number // 12 % 12] + _GIVEN[number // 144 % 12],
        identity,
        f"B{number + 1:08d}",
        batch,
        "",
        "",
        f"吉林省延边朝鲜族自治州安图县明月镇{village}{number % 7 + 1}组",
        f"138{number:08d}",
        ("长白农商银行", "图们江银行")[number % 5 == 4],
        "德生",
        "延边州",
        "安图县社保局",
        f"{number // 1000 + 1}-{number // 100 % 10 + 1}-{number // 50 % 2 + 1}-{number % 50 + 1:02d}",
    ]


def cells_of(xlsx: bytes) -> list[Any]:
    """Return the cells of a workbook's first sheet that hold something, row by row."""
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
