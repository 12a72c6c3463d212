from sqlalchemy import func, select

from server.accounts.areas.actions import load_areas
from server.accounts.areas.models import Area
from server.accounts.organisations.models import Organisation
from server.db import db
from server.rules import policy
from tests.support import people


def test_the_published_divisions_load_once(app):
    assert load_areas() > 13_000
    assert load_areas() == 0
    counts = dict(db.session.execute(select(Area.level, func.count()).group_by(Area.level)).all())
    assert counts == {"province": 1, "city": 9, "county": 69, "township": 1075, "village": 11860}
    assert db.session.get(Area, "222426100228").parent_code == "222426100000"


def test_our_own_village_numbers_begin_behind_the_published_ones(app):
    load_areas()
    published = db.session.scalars(select(Area.code).where(Area.level == "village"))
    assert max(int(code[9:]) for code in published) < policy("area.first_own_number")


def test_a_county_adds_a_village_to_its_own_township(log_in, county_admin):
    client = log_in(county_admin)

    def add(parent_code, name):
        body = {"parent_code": parent_code, "name": name}
        return client.post("/api/v1/areas", json=body, headers=people.HEADERS)

    assert add("222403100000", "新村").status_code == 404
    assert add("222426000000", "新村").status_code == 404
    assert add("222426100000", "龙泉村").json["code"] == "village_exists"
    assert add("222426100000", "新村").json["code"] == "222426100600"
    assert add("222426100000", "新新村").json["code"] == "222426100601"
    listed = client.get("/api/v1/areas?parent=222426100000&q=新").json
    assert [row["name"] for row in listed["items"]] == ["新村", "新新村"]


def set_up(client, **body):
    return client.post("/api/v1/organisations", json=body, headers=people.HEADERS)


def test_a_county_sets_up_a_station_inside_its_areas(log_in, county_admin, world):
    client = log_in(county_admin)
    station = {"kind": "grassroots_station", "name": "松江镇人社站", "form_body": "安图县", "parent_id": world.county}
    assert set_up(client, **station, area_codes=["222403100000"]).json["code"] == "area_outside"
    assert set_up(client, **station | {"parent_id": world.other_county}).status_code == 404
    assert set_up(client, **station | {"parent_id": world.station}).json["code"] == "organisation_misplaced"
    assert set_up(client, **station, bank_code="CBRCB").json["code"] == "bank_code_mismatch"
    made = set_up(client, **station, area_codes=["222426101000"])
    assert made.json["area_prefixes"] == ["222426101"]
    county = db.session.get(Organisation, world.county)
    assert db.session.get(Organisation, made.json["id"]).path == f"{county.path}{made.json['id']}/"


def test_a_branch_has_the_code_of_its_bank(log_in, world):
    client = log_in(people.make_officer(world.province, "provincial_center"))
    branch = {"kind": "bank_branch", "name": "支行", "form_body": "支行", "parent_id": world.bank}
    assert set_up(client, **branch, bank_code="TMJB").json["code"] == "bank_code_mismatch"
    assert set_up(client, **branch).json["code"] == "bank_code_mismatch"
    assert set_up(client, **branch, bank_code="CBRCB").status_code == 201


def test_it_lists_organisations_each_after_the_one_above_it(log_in, county_admin, world):
    listed = log_in(county_admin).get("/api/v1/organisations").json
    ids = [row["id"] for row in listed["items"]]
    assert ids.index(world.county) < ids.index(world.station)
    assert set(ids) == {world.county, world.station, world.branch, world.other_branch}
