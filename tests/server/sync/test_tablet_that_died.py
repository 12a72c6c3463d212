"""A tablet dies with its records unsent: paper stands in for it, and what it brings later doubles nothing."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.custody.models import Movement
from server.db import db
from server.issuance.models import HandOver, NotServed, WrongFace
from server.rounds.close.actions import declare_lost
from server.sync.models import Event, EventConflict
from tests.server.sync.test_type_in_paper import HANDED, Desk, violations
from tests.support.closing import account, card, check_in, close, ids, send, the_close
from tests.support.field import Field, go_out
from tests.support.people import HEADERS, as_officer, logged_in
from tests.support.rescue import bring, from_tablet
from tests.support.sealing import sealed_attachment
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
# They stand for the hundred and twenty of an afternoon.
UNSENT = 12


@pytest.fixture
def out(app: Flask) -> Field:
    found = go_out(app, UNSENT + 3)
    found.tablet.put(STROKES)
    return found


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_h10_its_people_are_typed_in_from_paper_and_what_it_brings_later_are_cases_and_no_doubles(
    app: Flask, out: Field
) -> None:
    stranded = [out.pen.hand_over(person) for person in out.people[:UNSENT]]
    with as_officer(out.office.supervisor):
        declare_lost(out.round_id, out.lease.id, "broken", "屏幕碎了")
    desk = Desk(app, out.office, out.round_id)

    typed = desk.type_in(*(desk.row(ordinal, **HANDED) for ordinal in range(1, UNSENT + 1)))

    assert (typed.status_code, [row["verdict"] for row in typed.json["items"]]) == (201, ["accepted"] * UNSENT)
    # It starts again before the close; of some records it is asked twice.
    before, after = stranded[: UNSENT // 2], stranded[UNSENT // 2 :]
    assert send(out, *before, *before) == ["card_already_handed_over"] * UNSENT
    assert {case.kind for case in db.session.scalars(select(EventConflict))} == {"second_hand_over"}
    assert count(EventConflict) == len(before)

    check_in(out, ids(*out.people[UNSENT:]))
    assert close(out).state == "closed"
    assert (the_close(out)["whole"]["handed"], the_close(out)["whole"]["holds"]) == (UNSENT, True)

    # The rest comes when the round is closed: kept, and people are asked.
    assert "accepted" not in send(out, *after)
    assert (count(HandOver), count(Event)) == (UNSENT, 2 * UNSENT)
    handed = select(func.count()).where(Movement.verb == "hand_over")
    assert db.session.scalar(handed) == UNSENT
    assert {card(person).custody_state for person in out.people[:UNSENT]} == {"handed_over"}
    assert violations() == []


def test_h10_what_paper_said_and_the_rescued_queue_says_again_goes_to_people_and_counts_once(
    app: Flask, out: Field
) -> None:
    absent, wrong, both, seen = out.people[:4]
    stranded = [
        out.pen.not_served(absent),
        out.pen.wrong_face(wrong),
        out.pen.hand_over(both),
        out.pen.hand_over(seen),
        out.pen.not_served(out.people[4]),
    ]
    with as_officer(out.office.supervisor):
        declare_lost(out.round_id, out.lease.id, "lost", "找不到了")
    desk = Desk(app, out.office, out.round_id)
    # The first three as the tablet has them, the fourth as absent; the fifth nobody wrote down.
    rows = [
        desk.row(1, outcome="not_served", reason="absent"),
        desk.row(2, outcome="wrong_face", items=["name"]),
        desk.row(3, **HANDED),
        desk.row(4, outcome="not_served", reason="absent"),
    ]
    assert desk.type_in(*rows).status_code == 201

    answer = bring(desk.client, from_tablet(out.tablet, stranded, [sealed_attachment(STROKES).content])).json

    assert answer["counts"] == {"accepted": 1, "duplicate": 0, "parked": 3, "conflict": 1, "wait": 0}
    assert [(one["number"], one["reason"]) for one in answer["kept_for_people"]] == [
        (1, "recorded_from_paper"),
        (2, "card_not_checked_out"),
        (3, "card_already_handed_over"),
        (4, "recorded_from_paper"),
    ]
    assert (count(NotServed), count(WrongFace), count(HandOver)) == (3, 1, 1)
    assert card(seen).custody_state == "checked_out"
    assert violations() == []


def test_h10_two_people_can_let_the_rescued_record_stand_after_all(app: Flask, out: Field) -> None:
    stranded = [out.pen.not_served(out.people[0], reason="refused")]
    with as_officer(out.office.supervisor):
        declare_lost(out.round_id, out.lease.id, "lost", None)
    desk = Desk(app, out.office, out.round_id)
    desk.type_in(desk.row(1, outcome="not_served", reason="absent"))
    kept = bring(desk.client, from_tablet(out.tablet, stranded)).json["kept_for_people"][0]

    decision = {"decision": "stands", "reason": "checked_again", "second": account(out.office.custodian)}
    supervisor = logged_in(app, out.office.supervisor)
    settled = supervisor.post(f"/api/v1/parked/{kept['id']}/settle", json=decision, headers=HEADERS)

    assert settled.status_code == 200, settled.json
    assert count(NotServed) == 2
    assert violations() == []


def test_somebody_absent_on_paper_is_served_later_by_a_tablet_that_is_still_there(app: Flask, out: Field) -> None:
    desk = Desk(app, out.office, out.round_id)
    desk.type_in(desk.row(1, outcome="not_served", reason="absent"))

    assert send(out, out.pen.hand_over(out.people[0])) == ["accepted"]
    assert violations() == []
