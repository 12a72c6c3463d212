"""The overview counts what is in scope, and does not take silence for zero."""

from datetime import timedelta

from flask import Flask

from server.accounts.devices.models import Device
from server.accounts.devices.rules import COMPANION
from server.audit import Actor, acting_as
from server.core.clock import utc_now
from server.db import db, transaction
from server.rounds.bundle.actions import pack_round
from server.sync.actions import receive_records
from tests.support.field import Field, go_out, join
from tests.support.people import logged_in, make_officer
from tests.support.sealing import posted
from tests.support.tablets import STROKES, enrol_tablet


def test_it_counts_cards_rounds_days_and_what_waits(app: Flask) -> None:
    out: Field = go_out(app)
    out.tablet.put(STROKES)
    one, two, three, four, _five = out.people
    pen = out.pen
    contents = [pen.hand_over(one), pen.hand_over(two, approvals=[]), pen.not_served(three), pen.wrong_face(four)]
    receive_records(out.tablet.id, [posted(content) for content in contents])

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


def test_a_round_has_told_no_more_than_its_most_silent_device(app: Flask) -> None:
    out: Field = go_out(app)
    phone = enrol_tablet(app, out.office.world.branch)
    join(phone, out.office.bank_manager)
    _reports(phone.id, 0, kind=COMPANION)
    with acting_as(Actor(officer_id=out.office.bank_manager, device_id=phone.id)):
        pack_round(out.round_id, phone.id, out.office.bank_manager, lambda: "lineage-1", None)
    client = logged_in(app, out.office.supervisor)

    _reports(out.tablet.id, 3, minutes_ago=90)
    (told,) = client.get("/api/v1/overview").json["rounds_today"]
    tablet = next(one for one in client.get("/api/v1/overview").json["devices"] if one["id"] == out.tablet.id)
    assert (told["unsent"], told["last_contact_at"]) == (3, tablet["last_contact_at"])

    _reports(out.tablet.id, None)
    assert client.get("/api/v1/overview").json["rounds_today"][0]["unsent"] is None


def _reports(device_id: str, unsent: int | None, minutes_ago: int = 0, **changed: str) -> None:
    """Let a device have told this when it was last in contact."""
    with transaction():
        device = db.session.get_one(Device, device_id)
        device.report = None if unsent is None else {"unsent": unsent}
        device.last_contact_at = utc_now() - timedelta(minutes=minutes_ago)
        for name, value in changed.items():
            setattr(device, name, value)
