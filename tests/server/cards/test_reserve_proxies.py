"""The proxy whom a cardholder named at the application (1.1.3.a), and what a later sheet may change."""

import pytest
from sqlalchemy import select

from server.cards.imports.actions import confirm_import, preview_file
from server.cards.imports.models import ImportRow
from server.cards.imports.queries import shown_import
from server.cards.models import Card, Cardholder
from server.cards.queries import reserved_proxies_of
from server.custody.actions import move
from server.custody.rules import Holder, Occasion
from server.db import db, transaction
from tests.support import people, sheets

pytestmark = pytest.mark.both_engines

HEADER = (*sheets.HEADER, "代办人姓名", "代办人证件号", "代办人电话", "代办人关系")
PROXY = "222426197003078015"


def sheet(*proxies, start=0, **cells):
    body = [[*row, *proxy] for row, proxy in zip(sheets.rows(len(proxies), start), proxies, strict=True)]
    return sheets.xlsx(sheets.changed(body, 0, **cells), HEADER)


def look_at(content):
    return preview_file(content, "成品卡.xlsx", people.ANTU).batch_import


def recall_all():
    """End the live cards, so that the same people may get new ones."""
    with transaction():
        for card_id in db.session.scalars(select(Card.id).where(Card.live)).all():
            for verb, hand in (("vault_in", "vault"), ("check_out", "round"), ("recall", "round")):
                move([card_id], verb, Holder(hand, "x"), Occasion())


@pytest.mark.parametrize(
    ("proxy", "code"),
    [
        (("金代办", "", "", ""), "proxy_incomplete"),
        (("", PROXY, "", ""), "proxy_incomplete"),
        (("", "", "13800000001", "子女"), "proxy_incomplete"),
        (("金代办", "222426197003078013", "", ""), "proxy_number_check_digit"),
        (("金代办", "2224261970030780", "", ""), "proxy_number_shape"),
        (("金代办", "222426700307801", "", ""), "proxy_number_shape"),
        (("金代办", 222426197003078015.0, "", ""), "proxy_number_shape"),
        (("长" * 51, PROXY, "", ""), "proxy_name_too_long"),
        (("金代办", sheets.rows(1)[0][1], "", ""), "proxy_is_applicant"),
    ],
)
def test_a_proxy_that_cannot_be_one_is_told_and_left_out(acting, proxy, code):
    found = look_at(sheet(proxy))
    (row,) = db.session.scalars(select(ImportRow).where(ImportRow.import_id == found.id))
    assert ([p["code"] for p in row.problems], row.severity) == ([code], "warn")
    confirm_import(found.id)
    (person,) = db.session.scalars(select(Cardholder))
    assert reserved_proxies_of([person.id]) == {}


def test_a_good_proxy_is_shown_counted_and_kept(acting):
    found = look_at(sheet(("金 代办", f" {PROXY} ", "13800000001", "子女"), ("", "", "", ""), ("", "1", "", "")))
    shown = shown_import(found)
    assert (shown["counts"]["proxies"], shown["counts"]["warn"]) == (1, 1)
    assert {column["key"] for column in shown["recognised_columns"]} > {"proxy_name", "proxy_number"}
    confirm_import(found.id)
    ids = db.session.scalars(select(Cardholder.id).order_by(Cardholder.created_at, Cardholder.number_tail)).all()
    (proxy,) = reserved_proxies_of(ids).values()
    assert (proxy.number, proxy.phone, proxy.relation) == (PROXY, "13800000001", "子女")


def test_the_preview_masks_a_proxys_number_and_phone(acting, desk):
    import_id = look_at(sheet(("金代办", "222426197003078013", "13800000001", ""))).id
    answer = desk.post(f"/api/v1/imports/{import_id}/rows", json={}, headers=people.HEADERS)
    assert "222426197003078013" not in answer.text
    assert "13800000001" not in answer.text
    assert answer.json["items"][0]["problems"][0]["code"] == "proxy_number_check_digit"


def test_a_later_sheet_names_another_proxy_or_leaves_the_one_there_is(acting):
    confirm_import(look_at(sheet(("金代办", PROXY, "13800000001", "子女"))).id)
    recall_all()
    confirm_import(look_at(sheet(("", "", "", ""), card_number="B90000001")).id)
    (person,) = db.session.scalars(select(Cardholder.id))
    assert reserved_proxies_of([person])[person].name == "金代办"
    recall_all()
    other = sheets.rows(2)[1][1]
    confirm_import(look_at(sheet(("朴代办", other, "", ""), card_number="B90000002")).id)
    db.session.expire_all()
    proxy = reserved_proxies_of([person])[person]
    assert (proxy.name, proxy.number, proxy.phone, proxy.relation) == ("朴代办", other, None, None)


@pytest.mark.parametrize("columns", ["empty cells", "no columns"])
def test_what_a_later_sheet_leaves_out_stays(acting, columns):
    confirm_import(look_at(sheets.xlsx(sheets.rows(1))).id)
    recall_all()
    (before,) = db.session.execute(select(Cardholder.__table__)).all()
    later = sheets.changed(sheets.rows(1), 0, card_number="B90000001", name="金新名", address="", phone="")
    content = sheets.xlsx(later)
    if columns == "no columns":
        content = sheets.xlsx([[*row[:6], *row[8:]] for row in later], (*sheets.HEADER[:6], *sheets.HEADER[8:]))
    confirm_import(look_at(content).id)
    (after,) = db.session.execute(select(Cardholder.__table__)).all()
    assert after.name == "金新名"
    kept = ("phone", "address", "address_key", "village_code", "group_name", "area_code", "county_code", "sex")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    new = db.session.scalar(select(Card).where(Card.number == "B90000001"))
    assert new.scope_area_code == before.area_code == people.LONGQUAN


def test_who_moved_in_from_another_county_without_an_address_waits_for_a_village(acting):
    confirm_import(look_at(sheets.xlsx(sheets.rows(1))).id)
    recall_all()
    with transaction():
        person = db.session.scalar(select(Cardholder))
        person.area_code, person.county_code, person.village_code = "222403100201", "222403", "222403100201"
    later = sheets.changed(sheets.rows(1), 0, card_number="B90000001", address="")
    confirm_import(look_at(sheets.xlsx(later)).id)
    db.session.expire_all()
    assert (person.county_code, person.area_code, person.village_code) == (people.ANTU, "222426000000", None)
    new = db.session.scalar(select(Card).where(Card.number == "B90000001"))
    assert new.scope_area_code == "222426000000"
