import pytest

from server.accounts.officers.models import Officer
from server.db import db
from tests.support import people


def change(client, officer_id, **body):
    return client.patch(f"/api/v1/officers/{officer_id}", json=body, headers=people.HEADERS)


@pytest.fixture
def desk(log_in, county_admin):
    return log_in(county_admin)


def test_nobody_changes_their_own_roles(desk, county_admin, log_in, world):
    assert change(desk, county_admin, roles=["county_admin", "custodian"]).json["code"] == "own_roles"
    security = people.make_officer(world.county, "security_admin")
    assert change(log_in(security), security, roles=["security_admin", "auditor"]).json["code"] == "own_roles"


def test_nobody_disables_or_moves_themselves(log_in, world):
    city = people.make_officer(world.city, "city_admin")
    client = log_in(people.make_officer(world.province, "provincial_center"))
    mine = client.get("/api/v1/session").json["officer"]["id"]
    assert change(client, mine, disabled=True).json["code"] == "own_account"
    assert change(client, mine, organisation_id=world.city).json["code"] == "own_account"
    assert change(client, city, name="丁").status_code == 200


def test_an_officer_of_another_county_is_not_there(desk, world):
    foreign = people.make_officer(world.other_station, "card_specialist")
    assert change(desk, foreign, name="戊").status_code == 404


def test_it_cannot_touch_who_holds_a_role_that_is_not_ours_to_give(desk, world):
    auditor = people.make_officer(world.county, "auditor")
    assert change(desk, auditor, disabled=True).json["code"] == "role_not_yours_to_give"
    reset = desk.post(f"/api/v1/officers/{auditor}/password", headers=people.HEADERS)
    assert reset.json["code"] == "role_not_yours_to_give"


def test_it_cannot_move_somebody_out_of_ones_own_sight(desk, world, specialist):
    assert change(desk, specialist, organisation_id=world.other_station).status_code == 404


def test_it_cannot_move_somebody_where_their_role_does_not_fit(desk, world, specialist):
    assert change(desk, specialist, organisation_id=world.branch).json["code"] == "role_unfit_for_organisation"


def test_new_roles_count_at_once(desk, log_in, world, specialist):
    client = log_in(specialist)
    assert client.get(f"/api/v1/officers/serving?area_code={people.LONGQUAN}&role=bank_manager").status_code == 200
    assert change(desk, specialist, roles=["cashier"]).json["roles"] == ["cashier"]
    assert client.get(f"/api/v1/officers/serving?area_code={people.LONGQUAN}&role=bank_manager").status_code == 403


def test_disabling_ends_every_log_in_and_enabling_brings_none_back(desk, log_in, specialist):
    client = log_in(specialist)
    assert change(desk, specialist, disabled=True).json["disabled_at"] is not None
    assert client.get("/api/v1/session").status_code == 401
    assert change(desk, specialist, disabled=False).json["disabled_at"] is None
    assert client.get("/api/v1/session").status_code == 401


def test_a_reset_ends_every_log_in_and_shows_the_new_password_once(desk, log_in, specialist, county_admin):
    client = log_in(specialist)
    reset = desk.post(f"/api/v1/officers/{specialist}/password", headers=people.HEADERS)
    assert client.get("/api/v1/session").status_code == 401
    body = {"username": "zhoumin", "password": reset.json["password"]}
    assert client.post("/api/v1/session", json=body, headers=people.HEADERS).status_code == 201
    own = desk.post(f"/api/v1/officers/{county_admin}/password", headers=people.HEADERS)
    assert own.json["code"] == "own_account"


def test_it_refuses_words_for_the_state(desk, specialist):
    assert change(desk, specialist, disabled="yes").status_code == 422
    assert db.session.get(Officer, specialist).disabled_at is None
