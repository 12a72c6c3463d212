import pytest
from sqlalchemy import select, text

from server.accounts.scope import scoped
from server.cards.imports.actions import confirm_import, preview_file
from server.cards.models import Card
from server.cards.queries import CardSearch, _meant_by, _narrowed
from server.db import db
from tests.support import people, sheets

NAMES = {0: "单玉芝", 1: "古丽娜尔・买买提", 2: "刘𬱖"}


@pytest.fixture
def stock(acting):
    """Twenty cards, every fifth of the other bank."""
    body = sheets.rows(20)
    for index, name in NAMES.items():
        body = sheets.changed(body, index, name=name)
    body = sheets.changed(body, 7, address="明月镇三道湾2组")
    confirm_import(preview_file(sheets.xlsx(body), "a.xlsx", people.ANTU).batch_import.id)
    return body


def search(client, **body):
    return client.post("/api/v1/cards/search", json=body, headers=people.HEADERS).json


def names(answer):
    return [row["cardholder"]["name"] for row in answer["items"]]


@pytest.mark.both_engines
def test_it_finds_a_card_in_every_way_people_ask(stock, desk):
    number, card_number = stock[0][1], stock[0][2]
    for q in (number, number[-4:], card_number, card_number.lower(), "syz", "shanyuzhi", "单玉", "单 玉芝", "1-1-1-1"):
        assert names(search(desk, q=q))[:1] == ["单玉芝"], q
    assert names(search(desk, q="古丽娜尔•买")) == ["古丽娜尔·买买提"]
    assert names(search(desk, q="刘𬱖")) == ["刘𬱖"]
    assert search(desk, q="没有这个人")["total"] == 0
    assert search(desk, q="%")["total"] == 0


def test_it_narrows_by_village_state_bank_and_batch_and_pages(stock, desk):
    assert search(desk)["total"] == 20
    assert search(desk, village_code=people.LONGQUAN)["total"] == 10
    assert search(desk, bank_code="TMJB")["total"] == 4
    assert search(desk, custody_state="in_vault")["total"] == 0
    assert search(desk, custody_state="announced", bank_code="TMJB", village_code=people.LONGQUAN)["total"] == 2
    page = search(desk, page=2, per_page=15)
    assert (len(page["items"]), page["total"], page["page"]) == (5, 20, 2)


@pytest.mark.both_engines
def test_it_narrows_by_a_township_or_county_and_by_batch(stock, desk):
    batch = search(desk)["items"][0]["batch"]
    assert search(desk, batch_id=batch["id"], village_code="222426100")["total"] == 19
    assert search(desk, village_code="222426")["total"] == 20
    assert search(desk, village_code="222426101")["total"] == 0
    assert search(desk, village_code="222403")["total"] == 0
    assert search(desk, batch_id="0" * 36)["total"] == 0


def test_a_row_says_all_that_the_desk_shows(stock, desk):
    row = search(desk, q="syz")["items"][0]
    assert (row["bank"]["name"], row["batch"]["number"], row["cardholder"]["village_name"], row["custody_state"]) == (
        "长白农商银行", "2026-1107", "龙泉村", "announced",
    )  # fmt: skip


def test_numbers_come_masked(stock, desk):
    answer = search(desk, q=stock[3][1])
    told = str(answer)
    assert stock[3][1] not in told
    assert stock[3][2] not in told
    assert stock[3][7] not in told
    assert answer["items"][0]["cardholder"]["social_security_number_masked"].endswith(stock[3][1][-4:])


def test_a_bank_sees_its_own_cards_only(stock, world, log_in):
    client = log_in(people.make_officer(world.other_branch, "branch_clerk"))
    answer = search(client)
    assert answer["total"] == 4
    assert {row["bank"]["code"] for row in answer["items"]} == {"TMJB"}
    assert search(client, bank_code="CBRCB")["total"] == 0


def test_a_station_sees_its_villages_only(stock, world, log_in):
    """Who has no village yet waits at the county."""
    assert search(log_in(people.make_officer(world.station, "card_specialist")))["total"] == 19
    assert search(log_in(people.make_officer(world.other_station, "card_specialist")))["total"] == 0


def test_the_detail_tells_the_story_and_is_not_there_for_others(stock, desk, world, log_in):
    card_id = search(desk, q="syz")["items"][0]["id"]
    card = desk.get(f"/api/v1/cards/{card_id}").json
    assert (card["custody_state"], card["movements"], card["state_changes"]) == ("announced", [], [])
    assert card["cardholder"]["village_name"] == "龙泉村"
    stranger = log_in(people.make_officer(world.other_county, "custodian"))
    assert stranger.get(f"/api/v1/cards/{card_id}").status_code == 404
    other_bank = log_in(people.make_officer(world.other_branch, "bank_manager"))
    assert other_bank.get(f"/api/v1/cards/{card_id}").status_code == 404


@pytest.mark.parametrize(
    ("q", "index"),
    [
        ("1234", "ix_cardholder_county_code_number_tail (county_code=? AND number_tail=?)"),
        ("syz", "ix_cardholder_county_code_pinyin_initials (county_code=? AND pinyin_initials>?"),
        ("B00000001", "uq_card_area_code_number (area_code=? AND number=?)"),
    ],
)
def test_a_search_goes_through_an_index_that_starts_with_the_area(stock, q, index):
    statement = select(Card.id).where(_meant_by(q)).compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
    assert index.replace("uq_card_area_code_number", "sqlite_autoindex_card_2") in plan, plan
    assert "SCAN" not in plan.replace("SCAN SUBQUERY", ""), plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"village_code": people.LONGQUAN}, "ix_card_scope_area_code_custody_state_bank_code (scope_area_code>?"),
        ({"village_code": "222426100"}, "ix_card_scope_area_code_custody_state_bank_code (scope_area_code>?"),
        ({"batch_id": "b"}, "ix_card_batch_id_custody_state (batch_id=?)"),
        ({"batch_id": "b", "custody_state": "missing"}, "ix_card_batch_id_custody_state (batch_id=? AND custody_state"),
        ({"custody_state": "missing"}, "ix_card_scope_area_code_custody_state_bank_code"),
        ({"bank_code": "TMJB"}, "ix_card_scope_area_code_custody_state_bank_code"),
    ],
)
def test_every_filter_goes_through_an_index(stock, acting, wanted, index):
    statement = scoped(select(Card.id), Card).where(*_narrowed(CardSearch(**wanted)))
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    assert index in plan, plan
    assert "SCAN" not in plan, plan
