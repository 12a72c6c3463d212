"""A database that is older or emptier than it was is noticed at the start, with the exact gap."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.backups.history import actions, queries
from server.backups.history.actions import find_lost_history, keep_watch, stop_watching, write_last_seen
from server.backups.history.models import LostHistory
from server.backups.history.rules import Gap, Head, from_text, gap_between, to_text
from server.config import current_config
from server.db import db
from server.rules.policy import _rows
from server.sync.actions import lineage
from tests.server.backups.conftest import send
from tests.support.field import Field
from tests.support.people import HEADERS, PASSWORD, logged_in, make_officer

SEEN = Head("one", 40, 100, "a" * 64)


@pytest.mark.parametrize("text", ["", "{}", "[]", '"x"', '{"lineage": null, "event_idx": "many", "audit_id": 0}'])
def test_it_refuses_to_read_a_file_that_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own too
        from_text(text)


def test_what_is_written_is_read_again_and_holds_nothing_of_people() -> None:
    text = to_text(SEEN, "2026-11-27T00:00:00.000Z")

    assert from_text(text) == (SEEN, "2026-11-27T00:00:00.000Z")
    assert set(json.loads(text)) == {"lineage", "event_idx", "audit_id", "audit_hash", "at"}


@pytest.mark.parametrize(
    ("now", "knows", "holds", "gap"),
    [
        (Head("one", 40, 100, "a" * 64), True, True, None),
        (Head("two", 45, 120, "b" * 64), True, True, None),
        (Head("one", 30, 80, "c" * 64), True, True, Gap((31, 40), (81, 100))),
        (Head("one", 40, 80, "c" * 64), True, True, Gap(None, (81, 100))),
        (Head("one", 38, 110, "c" * 64), True, False, Gap((39, 40), (1, 100))),
        (Head(None, 0, 0, None), False, True, Gap((1, 40), (1, 100))),
        (Head("other", 900, 900, "d" * 64), False, False, Gap((1, 40), (1, 100))),
    ],
)
def test_the_gap_is_exact(now: Head, knows: bool, holds: bool, gap: Gap | None) -> None:
    assert gap_between(SEEN, now, knows_lineage=knows, holds_entry=holds) == gap


def put_back(older: Path) -> None:
    """Take the database file back to an older copy, as a restore behind the product's back does."""
    db.session.remove()
    db.engine.dispose()
    live = Path(str(db.engine.url.database))
    for end in ("-wal", "-shm"):
        live.with_name(live.name + end).unlink(missing_ok=True)
    shutil.copyfile(older, live)


def copy_of_the_database(to: Path) -> Path:
    from server.backups.databases.actions import copy_out

    # Every server gives its history a name before it serves.
    lineage()
    db.session.remove()
    copy_out(current_config().database_url, to)
    return to


def cases() -> int:
    return db.session.scalar(select(func.count()).select_from(LostHistory)) or 0


def test_nothing_is_found_where_nothing_was_lost(out: Field) -> None:
    assert find_lost_history() is None
    send(out, out.pen.not_served(out.people[2]))
    # The file may lag behind: a database that goes further than it was seen is right.
    assert find_lost_history() is None
    assert (cases(), queries.last_seen()[0].event_idx) == (0, 3)


def test_s7_an_older_database_opens_a_case_and_a_new_lineage(out: Field, tmp_path: Path) -> None:
    older = copy_of_the_database(tmp_path / "older")
    send(out, out.pen.not_served(out.people[2]), out.pen.not_served(out.people[3]))
    before = lineage()
    write_last_seen()
    seen = queries.last_seen()[0]
    put_back(older)

    case = find_lost_history()

    assert (case.how, case.event_first, case.event_last) == ("start", 3, 4)
    assert (case.audit_first, case.audit_last) == (seen.audit_id - 1, seen.audit_id)
    assert before not in (lineage(), case.lineage)
    assert case.lineage == lineage()
    # What it says is the new state of things: it is told once.
    assert find_lost_history() is None
    assert cases() == 1


def test_s7_an_emptied_database_that_was_filled_anew_is_another_history(app: Flask, out: Field) -> None:
    write_last_seen()
    seen = queries.last_seen()[0]
    db.session.remove()
    db.drop_all()
    db.create_all()
    make_officer(out_office_again(), "supervisor")

    case = find_lost_history()

    assert (case.event_first, case.event_last) == (1, 2)
    assert (case.audit_first, case.audit_last) == (1, seen.audit_id)


def out_office_again() -> str:
    from tests.support.people import make_world

    return make_world().county


def test_it_refuses_to_serve_without_tables(app: Flask) -> None:
    db.drop_all()

    with pytest.raises(SystemExit, match="db upgrade"):
        keep_watch(app)


def test_a_process_that_serves_writes_down_what_it_commits_and_leaves_the_end(app, out, monkeypatch) -> None:
    keep_watch(app)
    try:
        monkeypatch.setitem(_rows(), "history.note_seconds", 3600)
        with app.app_context():
            send(out, out.pen.not_served(out.people[2]))
        # Not after each commit ...
        assert queries.last_seen()[0].event_idx == 2
        monkeypatch.setitem(_rows(), "history.note_seconds", 0)
        with app.app_context():
            send(out, out.pen.not_served(out.people[4]))
        # ... but after a while, and at the end.
        assert queries.last_seen()[0].event_idx == 4
        monkeypatch.setitem(_rows(), "history.note_seconds", 3600)
        send(out, out.pen.not_served(out.people[3]))
    finally:
        stop_watching()
    assert queries.last_seen()[0].event_idx == 5


def test_a_file_that_cannot_be_written_stops_nobody(app, out, monkeypatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    keep_watch(app)
    monkeypatch.setattr(actions, "write_last_seen", full)
    monkeypatch.setitem(_rows(), "history.note_seconds", 0)
    try:
        with app.app_context():
            verdicts = send(out, out.pen.not_served(out.people[2]))
    finally:
        monkeypatch.undo()
        stop_watching()
    assert verdicts == ["accepted"]


def hello(last_seq: int, unsent: int = 0, **more: object) -> dict[str, object]:
    return {"report": {"unsent": unsent}, "epoch": 1, "last_seq": last_seq, **more}


def test_s7_when_the_tablets_brought_it_again_the_case_says_so(app: Flask, out: Field, tmp_path: Path) -> None:
    older = copy_of_the_database(tmp_path / "older")
    late = [out.pen.not_served(out.people[2]), out.pen.not_served(out.people[3])]
    send(out, *late)
    # A third was never sent: it is no part of what was lost.
    never_sent = out.pen.not_served(out.people[4])
    write_last_seen()
    put_back(older)
    find_lost_history()
    admin = make_officer(out.office.world.county, "county_admin")

    out.tablet.client.post("/api/v1/sync/hello", json=hello(5, unsent=1), headers=HEADERS)
    (waiting,) = logged_in(app, admin).get("/api/v1/lost-histories").json["items"]
    send(out, *late, never_sent)
    out.tablet.client.post("/api/v1/sync/hello", json=hello(5), headers=HEADERS)
    (filled,) = logged_in(app, admin).get("/api/v1/lost-histories").json["items"]

    assert (waiting["lost"], waiting["returned"], waiting["filled_at"], waiting["awaited"]) == (2, 0, None, 0)
    (tablet,) = waiting["tablets"]
    assert (tablet["first"], tablet["last"], tablet["returned"]) == (3, 4, 0)
    assert (filled["returned"], filled["settlement"]) == (2, None)
    assert filled["filled_at"] is not None


def settle(client, case_id: str, username: str, reason: str = "came_back"):
    body = {"reason": reason, "second": {"username": username, "password": PASSWORD}}
    return client.post(f"/api/v1/lost-histories/{case_id}/settle", json=body, headers=HEADERS)


def test_two_people_close_the_case(app: Flask, out: Field, tmp_path: Path) -> None:
    older = copy_of_the_database(tmp_path / "older")
    send(out, out.pen.not_served(out.people[2]))
    write_last_seen()
    put_back(older)
    case_id, county = find_lost_history().id, out.office.world.county
    make_officer(county, "supervisor", username="second")
    make_officer(county, "card_specialist", username="unfit")
    admin = logged_in(app, make_officer(county, "county_admin", username="first"))

    assert settle(admin, case_id, "first").json["code"] == "same_person_twice"
    assert settle(admin, case_id, "unfit").json["code"] == "second_person_unfit"
    assert settle(admin, case_id, "second", reason="gone").status_code == 422
    assert settle(admin, "0" * 36, "second").status_code == 404
    done = settle(admin, case_id, "second", reason="entered_from_paper")
    assert done.status_code == 200
    assert done.json["settlement"]["reason"] == "entered_from_paper"
    assert settle(admin, case_id, "second").json["code"] == "case_settled"
    assert logged_in(app, out.office.specialist).get("/api/v1/lost-histories").status_code == 403


def test_the_process_of_the_api_looks_before_it_serves(app: Flask, out: Field, tmp_path: Path) -> None:
    older = copy_of_the_database(tmp_path / "older")
    send(out, out.pen.not_served(out.people[2]))
    write_last_seen()
    put_back(older)
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SONGKA_")}
    given = {"SONGKA_DATA": str(current_config().data_dir), "SONGKA_SECRET_KEY": "k" * 43}

    done = subprocess.run(
        [sys.executable, "-c", "from server import serve; serve()"],
        env=outside | given, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert cases() == 1
    assert queries.last_seen()[0].lineage == lineage()
