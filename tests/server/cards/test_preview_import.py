import io
from datetime import UTC, datetime

import openpyxl
import pytest
import xlsxwriter

from server.cards.imports.actions import preview_file
from server.cards.imports.models import ImportRow
from server.cards.models import Batch, Card, Cardholder
from server.core.errors import Refusal
from server.db import db
from tests.support import people, sheets


def look_at(content, area_code=people.ANTU):
    return preview_file(content, "成品卡.xlsx", area_code).batch_import


def problems_of(content):
    found = look_at(content)
    rows = db.session.query(ImportRow).filter_by(import_id=found.id).order_by(ImportRow.row_no)
    return {row.row_no: [p["code"] for p in row.problems] for row in rows if row.problems}


def test_nothing_is_imported_by_looking(acting):
    found = look_at(sheets.xlsx(sheets.rows(20)))
    assert found.counts["rows"] == found.counts["fine"] == 20
    assert found.counts["villages"] == 2
    assert found.counts["banks"] == {"CBRCB": 16, "TMJB": 4}
    for model in (Batch, Card, Cardholder):
        assert db.session.query(model).count() == 0


def test_all_kinds_of_file_say_the_same(acting):
    body = sheets.rows(6)
    files = {
        "xlsx": sheets.xlsx(body),
        "xls": sheets.xls(body),
        "gb18030": sheets.text(body),
        "utf-8": sheets.text(body, "utf-8", ";"),
        "utf-8-sig": sheets.text(body, "utf-8-sig", "\t"),
        "utf-16": sheets.text(body, "utf-16", "\t"),
    }
    read = {}
    for name, content in files.items():
        found = look_at(content)
        rows = db.session.query(ImportRow).filter_by(import_id=found.id).order_by(ImportRow.row_no)
        read[name] = [row.normalised for row in rows]
        assert found.counts["fine"] == 6, (name, found.counts)
    assert all(rows == read["xlsx"] for rows in read.values())


def test_it_refuses_a_county_that_is_not_ours(acting):
    with pytest.raises(Refusal) as refused:
        look_at(sheets.xlsx(sheets.rows(1)), "222403")
    assert refused.value.code == "area_outside"


def test_it_refuses_a_sheet_without_the_columns_it_needs(acting):
    header = [name if name != "社保卡号" else "编码" for name in sheets.HEADER]
    with pytest.raises(Refusal) as refused:
        look_at(sheets.xlsx(sheets.rows(1), header))
    assert refused.value.code == "import_columns_missing"
    assert refused.value.facts["columns"] == "卡号"


def test_the_header_may_stand_below_a_title_and_wear_stars(acting):
    header = [f"★{name}（必填）" for name in sheets.HEADER]
    found = look_at(sheets.xlsx(sheets.rows(3), header, before=[["安图县成品卡交接单"], []]))
    assert (found.counts["fine"], found.columns["header_row"]) == (3, 3)


def test_columns_nobody_knows_are_named(acting):
    body = [[*row, "x", "y"] for row in sheets.rows(2)]
    found = look_at(sheets.xlsx(body, [*sheets.HEADER, "民族", "审核人"]))
    assert found.columns["unknown"] == ["民族", "审核人"]
    assert len(found.columns["recognised"]) == 13


def test_a_number_that_went_through_a_float_is_refused_and_never_repaired(acting):
    body = sheets.rows(4)
    content = sheets.xlsx(sheets.changed(body, 1, number=222426199003074521.0))
    assert problems_of(content) == {3: ["number_as_float"]}
    as_text = sheets.text(sheets.changed(body, 1, number="2.22426E+17"))
    assert problems_of(as_text) == {3: ["number_as_float"]}
    old = sheets.xls(sheets.changed(body, 1, number=222426199003074521))
    assert problems_of(old) == {3: ["number_as_float"]}


def test_a_wrong_check_digit_is_told_with_the_right_one(acting):
    body = sheets.rows(1)
    number = body[0][1]
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    found = look_at(sheets.xlsx(sheets.changed(body, 0, number=wrong)))
    (row,) = db.session.query(ImportRow).filter_by(import_id=found.id)
    (problem,) = row.problems
    assert problem["code"] == "number_check_digit"
    assert problem["facts"] == {"expected": number[-1], "found": wrong[-1]}


def test_what_stands_twice_is_marked_on_both_rows(acting):
    body = sheets.rows(6)
    body = sheets.changed(body, 1, number=body[0][1])
    body = sheets.changed(body, 3, card_number=body[2][2])
    body = sheets.changed(body, 5, box_position=body[4][12])
    content = sheets.xlsx(body)
    assert problems_of(content) == {
        2: ["number_twice"],
        3: ["number_twice"],
        4: ["card_number_twice"],
        5: ["card_number_twice"],
        6: ["box_position_twice"],
        7: ["box_position_twice"],
    }
    row = db.session.query(ImportRow).filter_by(row_no=6).one()
    assert row.problems[0]["facts"] == {"row": 7}


def test_rows_of_another_batch_stay_out(acting):
    assert problems_of(sheets.xlsx([*sheets.rows(3), *sheets.rows(1, start=3, batch="2026-0931")])) == {
        5: ["other_batch_number"]
    }


def test_a_box_position_that_became_a_day_is_refused(acting):
    body = sheets.changed(sheets.rows(1), 0, box_position=datetime(2001, 2, 3, tzinfo=UTC).replace(tzinfo=None))
    target = openpyxl.Workbook()
    target.active.append(sheets.HEADER)
    target.active.append(body[0])
    content = io.BytesIO()
    target.save(content)
    assert problems_of(content.getvalue()) == {2: ["box_position_as_date"]}


def test_a_formula_counts_with_the_value_it_was_saved_with(acting):
    body = sheets.rows(1)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, sheets.HEADER)
        sheet.write_row(1, 0, body[0])
        sheet.write_formula(1, 0, '="王"&"芳"', None, "王芳")
    look_at(target.getvalue())
    assert db.session.query(ImportRow).one().normalised["name"] == "王芳"


def test_the_original_of_a_name_is_kept_beside_its_matching_form(acting):
    look_at(sheets.xlsx(sheets.changed(sheets.rows(1), 0, name="古丽娜尔・买买提")))
    normalised = db.session.query(ImportRow).one().normalised
    assert (normalised["name_raw"], normalised["name"]) == ("古丽娜尔・买买提", "古丽娜尔·买买提")


def test_the_desk_looks_at_a_sheet_and_sees_masked_problems(desk):
    body = sheets.changed(sheets.rows(5), 2, number=222426199003074521.0)
    answer = desk.post(
        "/api/v1/imports",
        data={"file": (io.BytesIO(sheets.xlsx(body)), "省厅成品卡.xlsx"), "area_code": people.ANTU},
        headers=people.HEADERS,
    )
    assert answer.status_code == 201, answer.json
    told = {"rows": 5, "fine": 4, "warn": 0, "stop": 1, "villages": 2, "unmatched": 0, "proxies": 0}
    assert answer.json["counts"] == told
    assert answer.json["problems"] == [
        {
            "code": "number_as_float",
            "severity": "stop",
            "rows": 1,
            "title": {"zh": "号码被存成数字", "en": "Number stored as a float"},
        }
    ]
    rows = desk.post(f"/api/v1/imports/{answer.json['id']}/rows", json={}, headers=people.HEADERS).json
    (row,) = rows["items"]
    assert row["cells"]["number"] == "2.22426E+17"
    assert row["cells"]["card_number"] == "B0•••0003"
    assert row["cells"]["phone"] == "138••••0002"
    assert row["problems"][0]["text"]["zh"] == "表格丢了后几位，补不回来"
    assert row["village"] == {"code": people.LONGQUAN, "name": "龙泉村"}
    none = desk.post(
        f"/api/v1/imports/{answer.json['id']}/rows", json={"problem": "bank_unknown"}, headers=people.HEADERS
    )
    assert none.json["total"] == 0


def test_uploading_the_same_file_again_answers_with_its_import(desk):
    content = sheets.xlsx(sheets.rows(2))

    def upload():
        form = {"file": (io.BytesIO(content), "a.xlsx"), "area_code": people.ANTU}
        return desk.post("/api/v1/imports", data=form, headers=people.HEADERS)

    first, second = upload(), upload()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["id"] == second.json["id"]
    assert (first.json["is_new"], second.json["is_new"]) == (True, False)


def test_an_upload_without_a_file_or_a_county_is_refused(desk):
    answer = desk.post("/api/v1/imports", data={"area_code": people.ANTU}, headers=people.HEADERS)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
