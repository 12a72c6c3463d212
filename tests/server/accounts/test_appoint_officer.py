import pytest
from sqlalchemy import select

from server.accounts.officers.models import Officer
from server.audit.models import AuditEntry
from server.db import db
from tests.support import people
from tests.support.clients import client_of


def appoint(client, organisation_id, *roles, username="newcomer", name="乙"):
    body = {"username": username, "name": name, "organisation_id": organisation_id, "roles": list(roles)}
    return client.post("/api/v1/officers", json=body, headers=people.HEADERS)


@pytest.fixture
def desk(log_in, county_admin):
    return log_in(county_admin)


def test_it_refuses_a_specialist(log_in, world, specialist):
    assert appoint(log_in(specialist), world.station, "card_specialist").status_code == 403


@pytest.mark.parametrize("role", ["county_admin", "system_admin", "security_admin", "auditor"])
def test_it_refuses_roles_that_are_not_ones_own_to_give(desk, world, role):
    refused = appoint(desk, world.county, role)
    assert (refused.status_code, refused.json["code"]) == (403, "role_not_yours_to_give")


def test_it_refuses_an_organisation_out_of_scope_as_if_it_were_not_there(desk, world):
    assert appoint(desk, world.other_station, "card_specialist").json["code"] == "not_found"


def test_it_refuses_a_role_that_the_organisation_cannot_have(desk, world):
    assert appoint(desk, world.station, "bank_manager").json["code"] == "role_unfit_for_organisation"


def test_it_refuses_keeper_and_carrier_in_one_person(desk, world):
    refused = appoint(desk, world.county, "custodian", "card_specialist")
    assert refused.json["code"] == "roles_exclude_each_other"
    assert "custodian" in refused.json["message_en"]


def test_it_refuses_two_administrations_in_one_person(log_in, world):
    security = people.make_officer(world.county, "security_admin")
    assert appoint(log_in(security), world.county, "system_admin", "auditor").json["code"] == "roles_exclude_each_other"


def test_it_refuses_a_name_that_is_taken(desk, world, specialist):
    assert appoint(desk, world.station, "card_specialist", username="ZhouMin").json["code"] == "username_taken"


def test_it_refuses_an_unknown_role_and_an_empty_list(desk, world):
    assert appoint(desk, world.station, "king").status_code == 422
    assert appoint(desk, world.station).status_code == 422


def test_it_makes_an_account_whose_password_is_shown_once(app, desk, world):
    answer = appoint(desk, world.station, "card_specialist", "window_clerk")
    assert answer.status_code == 201
    password = answer.json["password"]
    assert answer.json["officer"]["roles"] == ["card_specialist", "window_clerk"]
    assert password not in db.session.get(Officer, answer.json["officer"]["id"]).password_hash
    body = {"username": "newcomer", "password": password}
    assert client_of(app).post("/api/v1/session", json=body, headers=people.HEADERS).status_code == 201


def test_a_county_appoints_the_bank_manager_of_a_branch_inside_it(desk, world):
    assert appoint(desk, world.branch, "bank_manager").status_code == 201


def test_it_writes_the_audit_log_without_the_name(desk, world, county_admin):
    made = appoint(desk, world.station, "card_specialist", name="丙")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "appoint_officer"))
    assert (entry.officer_id, entry.subject_id) == (county_admin, made.json["officer"]["id"])
    assert entry.facts == {"roles": ["card_specialist"]}


def test_it_lists_officers_in_scope_by_role(desk, log_in, world, specialist, bank_manager):
    people.make_officer(world.other_station, "card_specialist", username="elsewhere")
    listed = desk.get("/api/v1/officers?role=card_specialist").json
    assert [row["username"] for row in listed["items"]] == ["zhoumin"]
    assert listed["total"] == 1


def test_it_finds_who_serves_a_village_in_either_organisation(log_in, world, specialist, bank_manager):
    client = log_in(specialist)
    path = f"/api/v1/officers/serving?area_code={people.LONGQUAN}&role=bank_manager"
    assert [row["name"] for row in client.get(path + "&bank_code=CBRCB").json["items"]] == ["韩磊"]
    assert client.get(path + "&bank_code=TMJB").json["items"] == []
    assert client.get("/api/v1/officers/serving?area_code=222403100201&role=bank_manager").status_code == 404
