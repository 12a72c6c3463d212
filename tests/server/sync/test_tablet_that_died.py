"""A tablet dies with its records unsent: paper stands in for it, and what it brings later doubles nothing."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.custody.models import Movement
from server.db import db
from server.issuance.models import HandOver
from server.rounds.close.actions import declare_lost
from server.sync.models import Event, EventConflict
from tests.server.sync.test_type_in_paper import HANDED, Desk, violations
from tests.support.closing import card, check_in, close, ids, send, the_close
from tests.support.field import Field, go_out
from tests.support.people import as_officer
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
