import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.imports.rules.difference_list import write_difference_list
from server.db import db
from tests.support import people, sheets


def look_at(content):
    return preview_file(content, "a.xlsx", people.ANTU).batch_import


def download(desk, import_id):
    return desk.get(f"/api/v1/imports/{import_id}/problems.xlsx")


def test_nobody_of_another_county_takes_it(acting, world, log_in):
    found = look_at(sheets.xlsx(sheets.rows(1)))
    assert download(log_in(people.make_officer(world.other_county, "custodian")), found.id).status_code == 404


@pytest.mark.both_engines
def test_it_holds_the_rows_with_problems_and_what_is_wrong(acting, desk):
    body = sheets.changed(sheets.changed(sheets.rows(5), 2, number=222426199003074521.0), 4, bank="没有")
    answer = download(desk, look_at(sheets.xlsx(body)).id)
    assert answer.headers["Cache-Control"] == "no-store"
    lines = load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert lines[0] == [*sheets.HEADER, "原行号", "问题"]
    assert [line[13:] for line in lines[1:]] == [
        ["4", "号码被存成数字：表格丢了后几位，补不回来"],
        ["6", "不认识的银行：不在合作银行里"],
    ]
    assert lines[1][1].startswith("2.22426199003")
    assert db.session.scalar(select(AuditEntry.facts).where(AuditEntry.action == "export_import_problems")) == {
        "rows": 2
    }


def test_the_corrected_list_comes_in_as_it_is(acting):
    body = sheets.changed(sheets.rows(3), 1, bank="没有")
    found = look_at(sheets.xlsx(body))
    confirm_import(found.id)
    problems = [{"code": "bank_unknown", "column": "bank", "severity": "stop", "facts": {}}]
    row = list(sheets.rows(3)[1])
    again = look_at(write_difference_list(list(sheets.HEADER), [(3, row, problems)]))
    assert (again.counts["fine"], again.columns["unknown"]) == (1, ["原行号", "问题"])


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30))
@settings(max_examples=30, deadline=None)
def test_no_text_of_a_sheet_becomes_a_formula(text):
    for start in ("=", "+", "-", "@", ""):
        content = write_difference_list(["姓名"], [(2, [f"{start}{text}"], [])])
        cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
        assert cell.data_type in ("s", "n")  # an empty cell is of type n
        assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
