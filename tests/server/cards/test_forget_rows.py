"""4.2: what a sheet said of people is kept no longer than needed."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from server.audit import Actor, acting_as
from server.audit.models import AuditEntry
from server.cards.imports.actions import confirm_import, discard_import, preview_file
from server.cards.imports.jobs import imports
from server.cards.imports.models import BatchImport, ImportRow
from server.core.clock import utc_now
from server.db import db
from server.rules import policy
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines


def look_at(content):
    return preview_file(content, "a.xlsx", people.ANTU).batch_import.id


def run_after(days):
    """Run the job so many days from now; return how many imports it took."""
    with time_machine.travel(utc_now() + timedelta(days=days)), acting_as(Actor(system="job:imports")):
        done = imports()
    db.session.expire_all()
    return done


def kept():
    return [(row.cells, row.normalised) for row in db.session.scalars(select(ImportRow))]


@pytest.fixture
def confirmed(acting):
    """An import with one row that was stopped."""
    body = sheets.changed(sheets.rows(4), 1, bank="没有这家银行")
    return confirm_import(look_at(sheets.xlsx(body))).id


def test_rows_of_a_young_import_stay(confirmed):
    assert run_after(policy("import.rows_days") - 1) == 0
    assert kept()[0][0]


def test_the_rows_left_of_a_confirmed_import_are_emptied_once(confirmed):
    assert run_after(policy("import.rows_days") + 1) == 1
    assert kept() == [([], {})]
    (row,) = db.session.scalars(select(ImportRow))
    assert (row.codes, row.severity) == (",bank_unknown,", "stop")
    assert db.session.get(BatchImport, confirmed).rows_forgotten_at is not None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "forget_import_rows")).one()
    assert (entry.subject_id, entry.clause, entry.facts, entry.system) == (confirmed, "4.2", {"rows": 1}, "job:imports")
    assert run_after(policy("import.rows_days") + 2) == 0


def test_the_desk_still_sees_what_kind_of_problems_there_were(confirmed, desk):
    run_after(policy("import.rows_days") + 1)
    rows = desk.post(f"/api/v1/imports/{confirmed}/rows", json={}, headers=people.HEADERS).json
    assert [problem["code"] for row in rows["items"] for problem in row["problems"]] == ["bank_unknown"]
    assert set(rows["items"][0]["cells"].values()) == {""}
    assert desk.get(f"/api/v1/imports/{confirmed}").json["rows_forgotten_at"] is not None
    assert desk.get(f"/api/v1/imports/{confirmed}/problems.xlsx").status_code == 200


def test_a_preview_that_nobody_settled_is_discarded(acting):
    left = look_at(sheets.xlsx(sheets.rows(3)))
    assert run_after(policy("import.rows_days") + 1) == 1
    assert kept() == []
    assert db.session.get(BatchImport, left).state == "discarded"
    assert run_after(policy("import.rows_days") + 2) == 0


def test_a_discarded_import_has_nothing_to_forget(acting):
    discard_import(look_at(sheets.xlsx(sheets.rows(3))))
    assert run_after(policy("import.rows_days") + 1) == 0
