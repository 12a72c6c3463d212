"""However many devices there are, listing them takes as many statements."""

from server.accounts.devices.models import Device, DeviceOfficer
from server.core.clock import utc_now
from server.db import db, transaction
from tests.support import people
from tests.support.statements import counted_statements


def add_device(organisation_id: str, *officer_ids: str) -> None:
    with transaction():
        device = Device(name="平板", kind="tablet", organisation_id=organisation_id, created_at=utc_now())
        db.session.add(device)
        db.session.flush()
        for officer_id in officer_ids:
            line = DeviceOfficer(device_id=device.id, officer_id=officer_id, seal_public_key={}, added_at=utc_now())
            db.session.add(line)


def test_a_list_of_many_takes_as_many_statements_as_one_of_one(world, county_admin, specialist, bank_manager, log_in):
    desk = log_in(county_admin)
    add_device(world.station, specialist, bank_manager)
    told = []
    for _ in range(2):
        db.session.remove()
        with counted_statements() as sent:
            items = desk.get("/api/v1/devices").json["items"]
        told.append((len(items), len(sent)))
        for organisation in (world.station, world.county, world.branch):
            add_device(organisation, people.make_officer(organisation, "custodian"), specialist)

    (one, few), (many, as_few) = told
    assert (one, many) == (1, 4)
    assert few == as_few
