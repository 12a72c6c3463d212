"""The overview counts what is in scope, and does not take silence for zero."""

from flask import Flask

from server.sync.actions import Sent, receive_records
from tests.support.field import Field, go_out
from tests.support.people import logged_in, make_officer
from tests.support.tablets import STROKES


def test_it_counts_cards_rounds_days_and_what_waits(app: Flask) -> None:
    out: Field = go_out(app)
    out.tablet.put(STROKES)
    one, two, three, four, _five = out.people
    pen = out.pen
    contents = [pen.hand_over(one), pen.hand_over(two, approvals=[]), pen.not_served(three), pen.wrong_face(four)]
    receive_records(out.tablet.id, [Sent(content) for content in contents])

    seen = logged_in(app, out.office.supervisor).get("/api/v1/overview").json

    assert seen["cards"]["total"] == 5
    assert seen["cards"]["by_state"] == {
        "announced": 0, "in_vault": 0, "checked_out": 3, "handed_over": 1, "recalled": 1, "missing": 0,
    }  # fmt: skip
    today = seen["rounds_today"][0]
    assert (today["cards"], today["handed_over"], today["not_served"], today["wrong_face"]) == (5, 1, 1, 1)
    assert today["unsent"] is None
    assert (len(seen["days"]), seen["days"][-1]["by_person"], seen["days"][-1]["by_proxy"]) == (14, 1, 0)
    assert sum(step["count"] for step in seen["vault_ages"]) == 0
    assert seen["activations"] == {"social": {"pending": 1}}
    assert [(one["reason"], one["count"]) for one in seen["waiting"]["parked"]] == [("bank_check_missing", 1)]
    assert len(seen["devices"]) == 1
    stranger = logged_in(app, make_officer(out.office.world.other_county, "supervisor"))
    assert stranger.get("/api/v1/overview").json["cards"]["total"] == 0
