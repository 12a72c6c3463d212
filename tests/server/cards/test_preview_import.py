import pytest

from server.cards.imports.actions import preview_file
from server.cards.imports.models import ImportRow
from server.cards.models import Batch, Card, Cardholder
from server.db import db
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines


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
