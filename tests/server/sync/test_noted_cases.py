"""A case that was only noted is settled, the record it is about is not: that waits for its own two people (4.1.1.b)."""

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.sync.models import Event, EventConflict, Settlement
from tests.support.closing import account, send
from tests.support.field import Field, id_of
from tests.support.people import HEADERS, logged_in
from tests.support.sealing import Written, changed

pytestmark = pytest.mark.both_engines


def park(out: Field) -> Written:
    record = out.pen.hand_over(out.people[0], approvals=[])
    assert send(out, record) == ["bank_check_missing"]
    return record


def note_other_bytes(app: Flask, out: Field, record: Written) -> str:
    """Send the record once more saying something else, and note that case as seen."""
    assert send(out, changed(record, build="other")) == ["same_id_other_content"]
    case = str(db.session.scalar(select(EventConflict.id).where(EventConflict.kind == "changed_bytes")))
    ask(app, out, f"conflicts/{case}/settle", decision="noted", reason="paper_proves")
    return case


def ask(app: Flask, out: Field, path: str, **body: object) -> dict:
    body |= {"second": account(out.office.bank_manager)}
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/{path}", json=body, headers=HEADERS)
    db.session.rollback()
    return dict(answer.json)


def void(app: Flask, out: Field, event_id: str) -> None:
    answer = ask(app, out, f"parked/{event_id}/settle", decision="void", reason="checked_again")
    assert "code" not in answer, answer


def take_back(app: Flask, out: Field, subject: str, subject_id: str) -> dict:
    why = {"reason": "checked_again", "note": "看错了记录"}
    return ask(app, out, "counter-settlements", subject=subject, subject_id=subject_id, **why)


def test_a_record_whose_case_was_noted_waits_still_and_has_nothing_to_take_back(app: Flask, out: Field) -> None:
    record = park(out)
    note_other_bytes(app, out, record)

    assert take_back(app, out, "parked", id_of(record))["code"] == "not_settled_yet"
    shown = logged_in(app, out.office.supervisor).get(f"/api/v1/parked/{id_of(record)}").json
    assert shown["settlement"] is None
    noted = db.session.scalars(select(Settlement)).one()
    assert (noted.decision, noted.taken_back_by) == ("noted", None)


def test_taking_a_noted_case_back_leaves_its_record_settled(app: Flask, out: Field) -> None:
    record = park(out)
    void(app, out, id_of(record))
    case = note_other_bytes(app, out, record)

    assert take_back(app, out, "conflict", case)["said"]["decision"] == "noted"

    assert db.session.get(EventConflict, case).state == "open"
    assert db.session.scalar(select(Event.settled_at).where(Event.id == id_of(record))) is not None


def test_a_tablet_hears_what_was_decided_of_its_record_not_of_the_case(app: Flask, out: Field) -> None:
    record = park(out)
    void(app, out, id_of(record))
    note_other_bytes(app, out, record)

    hello = {"report": {"unsent": 0}, "epoch": 1, "last_seq": 1, "parked": [id_of(record)]}
    answer = out.tablet.client.post("/api/v1/sync/hello", json=hello, headers=HEADERS).json

    assert [(one["event_id"], one["decision"]) for one in answer["settled"]] == [(id_of(record), "void")]
