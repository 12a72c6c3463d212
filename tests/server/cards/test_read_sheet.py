"""Files as they are, hostile ones too."""

import io
import struct
import time
import zipfile

import pytest

from server.cards.sheets.actions import read_sheet_apart
from server.cards.sheets.rules import SheetBounds, read_sheet
from server.core.errors import Refusal
from tests.support import sheets

BOUNDS = SheetBounds(
    max_bytes=2_000_000, max_unpacked_bytes=20_000_000, max_entries=50, max_rows=1000, max_columns=20, max_ratio=60
)


def refusal_of(content, bounds=BOUNDS):
    with pytest.raises(Refusal) as refused:
        read_sheet(content, bounds)
    return refused.value.code


def workbook_with(part, content, compression=zipfile.ZIP_DEFLATED):
    """Replace one part of a real workbook."""
    real, target = zipfile.ZipFile(io.BytesIO(sheets.xlsx(sheets.rows(1)))), io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as packed:
        for entry in real.infolist():
            packed.writestr(entry.filename, content if entry.filename == part else real.read(entry))
    return target.getvalue()


def test_it_refuses_more_bytes_than_the_bound():
    assert refusal_of(b"x" * 2_000_001) == "sheet_too_large"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><table><tr><td>姓名</td></tr></table>",
        "\ufeff\r\n<!DOCTYPE html>",
        "<?xml version='1.0'?><Workbook/>",
    ],
)
def test_it_refuses_a_web_page_that_calls_itself_a_sheet(page):
    assert refusal_of(page.encode()) == "sheet_is_a_web_page"


def test_it_refuses_a_bomb_by_its_directory_before_unpacking():
    bomb = workbook_with("xl/worksheets/sheet1.xml", bytes(60_000_000))
    assert len(bomb) < 100_000
    began = time.perf_counter()
    assert refusal_of(bomb) == "sheet_too_large"
    assert time.perf_counter() - began < 0.1


def test_it_refuses_a_bomb_whose_directory_lies():
    bomb = bytearray(workbook_with("xl/worksheets/sheet1.xml", bytes(60_000_000)))
    place = bomb.index(b"PK\x01\x02")
    while bomb[place + 46 : place + 46 + 24] != b"xl/worksheets/sheet1.xml":
        place = bomb.index(b"PK\x01\x02", place + 4)
    bomb[place + 24 : place + 28] = struct.pack("<I", 900)
    assert refusal_of(bytes(bomb)) == "sheet_too_large"


def test_it_refuses_too_many_parts():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for number in range(51):
            packed.writestr(f"{number}.xml", "")
    assert refusal_of(target.getvalue()) == "sheet_too_large"


def test_it_refuses_too_many_rows_or_columns():
    assert refusal_of(sheets.xlsx([["x"]] * 1001)) == "sheet_too_long"
    assert refusal_of(sheets.text([["x"]] * 1001)) == "sheet_too_long"
    assert refusal_of(sheets.xlsx([["x"] * 21])) == "sheet_too_wide"
    assert refusal_of(sheets.text([["x"] * 21])) == "sheet_too_wide"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", b"\x81", b"a,b\x00c\n", b"%PDF-1.7\xff\xff"],
)
def test_it_refuses_what_it_cannot_read(content):
    assert refusal_of(content) == "sheet_unreadable"


def test_it_refuses_an_empty_sheet():
    assert refusal_of(b"") == "sheet_empty"
    assert refusal_of(sheets.xlsx([], header=[])) == "sheet_empty"
    assert refusal_of(b",,\n , ,\n") == "sheet_empty"


def test_a_reader_that_grows_without_bound_is_stopped_and_the_server_lives(monkeypatch):
    """Two cells at opposite corners: the reading library would lay out seventeen thousand million cells."""
    corner = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    with pytest.raises(Refusal) as refused:
        read_sheet_apart(workbook_with("xl/worksheets/sheet1.xml", corner.encode()))
    assert refused.value.code in ("sheet_unreadable", "sheet_too_long")


def test_numbers_kept_as_text_by_tricks_lose_the_trick():
    content = (
        '姓名,社会保障号码,社保卡号\n王芳,="222426199003074521",\'B00000001\n李明,222426199003074521\t,B00000002\n'
    )
    rows = read_sheet(content.encode("utf-8"), BOUNDS).rows
    assert rows[1] == ["王芳", "222426199003074521", "B00000001"]
    assert rows[2][1] == "222426199003074521"


def test_rare_characters_survive_every_way_in():
    body = [["刘𬱖", "龑"], ["王䶮", "㐂"]]
    header = ["姓名", "备注"]
    for content in (
        sheets.xlsx(body, header),
        sheets.xls(body, header),
        sheets.text(body, "gb18030", header=header),
        sheets.text(body, "utf-8", header=header),
    ):
        assert read_sheet(content, BOUNDS).rows == [header, *body]


def test_a_hidden_sheet_is_not_what_people_see():
    target = io.BytesIO()
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["隐藏"])
    book.active.sheet_state = "hidden"
    book.create_sheet("明面").append(["姓名"])
    book.save(target)
    assert read_sheet(target.getvalue(), BOUNDS).rows == [["姓名"]]
