from datetime import timedelta

import pytest
import time_machine

from server.core.clock import utc_now
from server.custody.receipts.actions import Count, receive_batch
from tests.support import people

pytestmark = pytest.mark.both_engines


@pytest.fixture
def admin(stock, world, log_in):
    return log_in(people.make_officer(world.county, "county_admin"))


def set_up(client, world, stock, **changes):
    body = {
        "name": "镇站库房",
        "kind": "office",
        "organisation_id": world.county,
        "custodian_id": stock.custodian,
        "area_code": "222426100000",
    }
    return client.post("/api/v1/vaults", json=body | changes, headers=people.HEADERS)


def test_it_refuses_a_keeper_who_is_no_custodian(admin, world, stock):
    assert set_up(admin, world, stock, custodian_id=stock.specialist).json["code"] == "not_a_custodian"


def test_it_refuses_another_county_s_area_office_or_officer(admin, world, stock):
    assert set_up(admin, world, stock, area_code="222403000000").json["code"] == "area_outside"
    assert set_up(admin, world, stock, organisation_id=world.other_county).status_code == 404
    stranger = people.make_officer(world.other_county, "custodian")
    assert set_up(admin, world, stock, custodian_id=stranger).status_code == 404


def test_a_custodian_sets_up_no_vault(world, stock, log_in):
    assert set_up(log_in(stock.custodian), world, stock).status_code == 403


def test_a_vault_begins_empty_with_its_named_custodian(admin, world, stock):
    answer = set_up(admin, world, stock)
    assert answer.status_code == 201
    assert (answer.json["cards"], answer.json["custodian"]["name"]) == (0, "孙桂华")
    listed = admin.get("/api/v1/vaults").json
    assert [vault["name"] for vault in listed["items"]] == ["县局库房", "镇站库房"]


def test_another_county_does_not_see_it(world, stock, log_in):
    stranger = log_in(people.make_officer(world.other_county, "custodian"))
    assert stranger.get("/api/v1/vaults").json["total"] == 0
    assert stranger.get(f"/api/v1/vaults/{stock.vault_id}").status_code == 404
    assert stranger.get(f"/api/v1/vaults/{stock.vault_id}/movements").status_code == 404


def test_cards_grow_old_in_the_vault(acting, stock, world, log_in):
    with time_machine.travel(utc_now() - timedelta(days=100), tick=False):
        receive_batch(stock.batch_id, Count(stock.vault_id, 10))
    vault = log_in(stock.custodian).get(f"/api/v1/vaults/{stock.vault_id}").json
    assert [(step["from_days"], step["to_days"], step["cards"]) for step in vault["by_age"]] == [
        (0, 30, 0),
        (30, 90, 0),
        (90, 180, 10),
        (180, 365, 0),
        (365, None, 0),
    ]
