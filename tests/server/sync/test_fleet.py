"""The office sees of every device in scope what waits on it and what needs attention."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from server.accounts.devices.models import Device
from server.core.clock import to_wire
from server.db import db, transaction
from server.sync.actions import receive_records
from server.sync.fleet.rules import Bounds, Standing, attention, read_report
from tests.support.field import Field, go_out
from tests.support.people import HEADERS, logged_in, make_officer
from tests.support.sealing import posted
from tests.support.statements import counted_statements
from tests.support.tablets import enrol_tablet

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
BOUNDS = Bounds(timedelta(hours=24), timedelta(hours=24), timedelta(minutes=5), 1000, "0.2.0")
FINE = {
    "unsent": 3, "oldest_at": to_wire(NOW - timedelta(hours=2)), "clock_offset_ms": 1000, "build": "0.2.0+abc1",
    "storage_persisted": True, "storage_free": 5000,
}  # fmt: skip
AT_WORK = {
    "last_contact_at": NOW - timedelta(hours=2), "is_revoked": False, "open_rounds": 1, "parked": 0, "lost_records": 0,
}  # fmt: skip


def found(said: dict[str, object] | None = None, **stands: object) -> list[str]:
    report = read_report(FINE | (said or {}))
    return attention(report, Standing(**(AT_WORK | stands)), BOUNDS, NOW)  # type: ignore[arg-type]


def test_nothing_is_wrong_with_a_tablet_at_work() -> None:
    assert found() == []
    assert found(dict.fromkeys(FINE)) == []


@pytest.mark.parametrize(
    ("code", "said", "stands"),
    [
        ("silent", {}, {"last_contact_at": NOW - timedelta(hours=25)}),
        ("unsent_old", {"oldest_at": to_wire(NOW - timedelta(hours=25))}, {}),
        ("clock", {"clock_offset_ms": -301_000}, {}),
        ("not_persisted", {"storage_persisted": False}, {}),
        ("little_space", {"storage_free": 999}, {}),
        ("old_build", {"build": "0.1.9+zz"}, {}),
        ("parked", {}, {"parked": 1}),
        ("lost_epoch", {}, {"lost_records": 2}),
    ],
)
def test_each_thing_that_needs_attention_is_named(
    code: str, said: dict[str, object], stands: dict[str, object]
) -> None:
    assert found(said, **stands) == [code]


def test_of_a_device_shut_out_only_what_is_on_it_matters() -> None:
    said = {"clock_offset_ms": 10**9, "storage_persisted": False, "oldest_at": to_wire(NOW - timedelta(days=3))}
    assert found(said, is_revoked=True, parked=1) == ["unsent_old", "parked"]


def test_a_silent_tablet_without_a_round_is_in_its_cupboard() -> None:
    assert found(last_contact_at=NOW - timedelta(days=90), open_rounds=0) == []


@pytest.mark.parametrize(
    "said",
    [
        {"unsent": "3"},
        {"oldest_at": "yesterday"},
        {"oldest_at": "2026-01-01T00:00:00"},
        {"oldest_at": "0001-01-01T00:00:00+08:00"},
        {"build": 1},
        {"unsent": True},
    ],
)
def test_a_report_of_another_build_never_breaks_the_page(said: dict[str, object]) -> None:
    (name,) = said
    assert getattr(read_report(said), name) is None


def test_it_shows_devices_in_scope_to_those_who_may(app: Flask, out: Field) -> None:
    bad = out.pen.hand_over(out.people[0], approvals=[])
    receive_records(out.tablet.id, [posted(bad)])
    db.session.rollback()
    report = {"unsent": 4, "parked": 1, "open_rounds": 1, "storage_persisted": False, "build": "9.0.0"}
    body = {"report": report, "epoch": 1, "last_seq": 5, "head_hash": "a" * 64}
    out.tablet.client.post("/api/v1/sync/hello", json=body, headers=HEADERS)
    world = out.office.world

    answer = logged_in(app, make_officer(world.county, "county_admin")).get("/api/v1/fleet").json

    (shown,) = answer["items"]
    assert (shown["device"]["id"], shown["unsent"], shown["parked"]) == (out.tablet.id, 4, 1)
    assert (shown["open_rounds"], shown["open_rounds_there"], shown["parked_there"]) == (1, 1, 1)
    assert shown["epochs"] == [{"epoch": 1, "told": 5, "held": 1}]
    assert shown["attention"] == ["not_persisted", "parked"]
    assert answer["attention"] == 1
    stranger = logged_in(app, make_officer(world.other_county, "county_admin"))
    assert stranger.get("/api/v1/fleet").json == {"items": [], "total": 0, "attention": 0}
    assert logged_in(app, out.office.specialist).get("/api/v1/fleet").status_code == 403


def test_a_fleet_of_many_takes_as_many_statements_as_one_of_few(app: Flask, out: Field) -> None:
    desk = logged_in(app, make_officer(out.office.world.county, "county_admin"))
    desk.get("/api/v1/fleet")
    told = []
    for _ in range(2):
        db.session.remove()
        with counted_statements() as sent:
            items = desk.get("/api/v1/fleet").json["items"]
        told.append((len(items), len(sent)))
        for _ in range(3):
            enrol_tablet(app, out.office.world.station)

    (one, few), (many, as_few) = told
    assert (one, many) == (1, 4)
    assert few == as_few


def test_a_revoked_tablet_stays_on_the_list(app: Flask) -> None:
    out = go_out(app)
    with transaction():
        db.session.get_one(Device, out.tablet.id).revoked_at = NOW

    (shown,) = logged_in(app, make_officer(out.office.world.county, "auditor")).get("/api/v1/fleet").json["items"]
    assert shown["device"]["revoked_at"] is not None
