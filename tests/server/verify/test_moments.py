"""C14: verify asks about ends of leases and keys only where it knows when a record happened, and no moment stops it."""

from datetime import timedelta

from flask import Flask

from server.accounts.devices.models import Device
from server.accounts.signing_keys.models import SigningKey
from server.core.clock import to_wire, utc_now
from server.db import db, transaction
from server.sync.actions import receive_records
from server.verify import records, signatures
from tests.support.field import Field, go_out
from tests.support.sealing import posted
from tests.support.tablets import STROKES

HOUR_MS = 3_600_000


def ready(app: Flask) -> Field:
    out = go_out(app)
    out.tablet.put(STROKES)
    return out


def receive(out: Field, *contents: bytes) -> list[str]:
    answers = receive_records(out.tablet.id, [posted(one) for one in contents])
    db.session.rollback()
    return [answer.verdict for answer in answers]


def test_c14_a_record_accepted_by_what_the_tablet_told_of_its_clock_holds_later(app: Flask) -> None:
    out = ready(app)
    ahead = utc_now() + timedelta(hours=24 * 30)
    with transaction():
        db.session.get_one(Device, out.tablet.id).report = {"clock_offset_ms": -24 * 30 * HOUR_MS}
        db.session.merge(out.lease).expires_at = utc_now() + timedelta(hours=1)
    record = out.pen.not_served(out.people[0], device_time=to_wire(ahead), clock_offset_ms=None)

    assert receive(out, record) == ["accepted"]
    assert signatures.check().holds, signatures.check().line()


def test_c14_a_key_that_had_ended_by_then_is_told_where_its_clock_is_known(app: Flask) -> None:
    out = ready(app)
    told = to_wire(utc_now() - timedelta(hours=1))
    known, unknown = (
        out.pen.not_served(out.people[place], device_time=told, clock_offset_ms=offset)
        for place, offset in enumerate((0, None))
    )
    assert receive(out, known, unknown) == ["accepted", "accepted"]
    end_keys_before(out)

    problems = [problem for problem in signatures.check().problems if "key_ended" in problem]

    assert problems == [f"{known.body['id']} has signatures that do not hold (key_ended)"]


def end_keys_before(out: Field) -> None:
    with transaction():
        for key in db.session.query(SigningKey).filter_by(device_id=out.tablet.id):
            key.ended_at = utc_now() - timedelta(hours=2)


def test_c14_a_moment_at_the_end_of_the_calendar_stops_nobody(app: Flask) -> None:
    out = ready(app)
    last = out.pen.not_served(out.people[0], device_time="9999-12-31T23:59:59Z", clock_offset_ms=60_000)

    assert receive(out, last) == ["accepted"]
    assert records.check().holds
    assert signatures.check().holds
