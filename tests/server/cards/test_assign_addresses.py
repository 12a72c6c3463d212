import pytest
from sqlalchemy import select

from server.cards.addresses.actions import assign_addresses
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Card, Cardholder
from server.core.errors import Refusal
from server.db import db
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines

JIULONG = "222426100202"


def import_addresses(*addresses, start=0):
    body = sheets.rows(len(addresses), start=start)
    for index, address in enumerate(addresses):
        body = sheets.changed(body, index, address=address)
    found = preview_file(sheets.xlsx(body), "a.xlsx", people.ANTU).batch_import
    return confirm_import(found.id)


def villages():
    return db.session.scalars(select(Cardholder.village_code).order_by(Cardholder.address)).all()


def refusal_of(*args):
    with pytest.raises(Refusal) as refused:
        assign_addresses(*args)
    return refused.value.code


def test_it_refuses_a_village_of_another_county_or_a_place_that_is_none(acting):
    assert refusal_of(["明月镇新发屯"], "222403100201") == "village_outside_area"
    assert refusal_of(["明月镇新发屯"], "222426100000") == "village_outside_area"
    assert refusal_of(["明月镇新发屯"], "222426100999") == "village_outside_area"


def test_it_refuses_to_send_everyone_without_an_address_to_one_village(acting):
    assert refusal_of([""], people.LONGQUAN) == "address_key_empty"


def test_a_township_may_not_take_the_county_s_people(acting, world):
    import_addresses("明月镇新发屯1组")
    with people.as_officer(people.make_officer(world.station, "card_specialist")):
        assert refusal_of(["明月镇新发屯"], people.LONGQUAN) == "village_outside_area"
    assert villages() == [None]


def test_everyone_who_waits_gets_the_village_and_their_card_with_them(acting):
    import_addresses("明月镇新发屯1组", "明月镇新发屯2组", "明月镇三道湾5组")
    assert assign_addresses(["明月镇新发屯"], JIULONG) == 2
    assert villages() == [None, JIULONG, JIULONG]
    areas = db.session.scalars(select(Card.scope_area_code).order_by(Card.number)).all()
    assert areas == [JIULONG, JIULONG, "222426000000"]


def test_the_decision_is_remembered_for_the_next_import_and_can_be_changed(acting):
    assign_addresses(["明月镇新发屯"], JIULONG)
    assign_addresses(["明月镇新发屯"], people.LONGQUAN)
    confirmed = import_addresses("安图县明月镇 新发屯4组")
    assert confirmed.counts["unmatched"] == 0
    assert villages() == [people.LONGQUAN]
    assert db.session.scalar(select(Cardholder.group_name)) == "4组"


def test_whoever_already_has_a_village_stays_there(acting):
    import_addresses("明月镇新发屯1组")
    assign_addresses(["明月镇新发屯"], JIULONG)
    assert assign_addresses(["明月镇新发屯"], people.LONGQUAN) == 0
    assert villages() == [JIULONG]


def test_the_desk_sees_the_largest_heap_first(acting, desk):
    import_addresses("明月镇三道湾5组", "明月镇新发屯1组", "明月镇新发屯2组", "")
    listed = desk.get("/api/v1/addresses/unmatched").json
    assert [(row["address_key"], row["people"], row["area_code"]) for row in listed["items"]] == [
        ("明月镇新发屯", 2, "222426"),
        ("", 1, "222426"),
        ("明月镇三道湾", 1, "222426"),
    ]
    body = {"address_keys": ["明月镇新发屯", "明月镇三道湾"], "village_code": JIULONG}
    answer = desk.post("/api/v1/addresses/assignment", json=body, headers=people.HEADERS)
    assert answer.json == {"people": 3}
    assert [row["address_key"] for row in desk.get("/api/v1/addresses/unmatched").json["items"]] == [""]


def test_nobody_sees_the_addresses_of_another_county(acting, world, log_in):
    import_addresses("明月镇新发屯1组")
    stranger = log_in(people.make_officer(world.other_county, "custodian"))
    assert stranger.get("/api/v1/addresses/unmatched").json["total"] == 0
