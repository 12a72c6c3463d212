"""Nothing that forgets reaches the evidence of what people still dispute, however old it grows."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from server.audit import Actor, acting_as
from server.cards.imports.actions import preview_file
from server.cards.imports.jobs import imports
from server.core.clock import utc_now
from server.db import db
from server.evidence.models import Evidence
from server.issuance.temporary_cards.jobs import late_temporary_cards
from server.rounds.rules import Share
from server.sync.models import Event
from tests.support import sheets
from tests.support.closing import send
from tests.support.field import SECOND_INK, go_out_together, id_of
from tests.support.people import ANTU, as_officer, logged_in
from tests.support.tablets import STROKES

pytestmark = pytest.mark.both_engines
# Longer than any class of the retention table.
YEARS_LATER = timedelta(days=31 * 365)


def test_a_second_hand_over_and_a_parked_record_keep_their_evidence_until_people_settle_them(app: Flask) -> None:
    first, second = go_out_together(app, 3, Share("all"), Share("all"))
    for out in (first, second):
        out.tablet.put(STROKES)
        out.tablet.put(SECOND_INK)
    one, two = first.pen.hand_over(first.people[0]), second.pen.hand_over(second.people[0])
    bad = first.pen.wrong_face(first.people[1], ())
    assert send(first, one) == ["accepted"]
    assert send(second, two) == ["card_already_handed_over"]
    assert send(first, bad) != ["accepted"]
    with as_officer(first.office.custodian):
        preview_file(sheets.xlsx(sheets.rows(3, start=50)), "成品卡.xlsx", ANTU)

    with time_machine.travel(utc_now() + YEARS_LATER):
        with acting_as(Actor(system="job:imports")):
            assert imports() == 1
        with acting_as(Actor(system="job:late_temporary_cards")):
            late_temporary_cards()
        supervisor = logged_in(app, first.office.supervisor)
        waiting = supervisor.get("/api/v1/parked").json["items"]
        assert {item["id"] for item in waiting} == {id_of(two), id_of(bad)}
        [case] = supervisor.get("/api/v1/conflicts?state=open").json["items"]
        shown = supervisor.get(f"/api/v1/conflicts/{case['id']}").json
        for side in ("first_evidence", "second_evidence"):
            [piece] = shown[side]
            assert supervisor.get(f"/api/v1/evidence/{piece['id']}/content").status_code == 200

    stored = dict(db.session.execute(select(Event.id, Event.content)).all())
    assert stored == {id_of(record): record for record in (one, two, bad)}
    of_events = select(Evidence.event_id).where(Evidence.event_id.is_not(None))
    assert set(db.session.scalars(of_events)) == {id_of(one), id_of(two)}
