"""Addresses as people write them, read by the real division table of Jilin."""

import csv
import gzip
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import server.accounts
from server.cards.addresses.rules import Division, Gazetteer, key_of

_TABLE = Path(server.accounts.__file__).parent / "data" / "areas.csv.gz"


@cache
def jilin():
    with gzip.open(_TABLE, "rt", encoding="utf-8", newline="") as lines:
        return [Division(row["code"], row["name"], row["level"]) for row in csv.DictReader(lines)]


@cache
def antu():
    return Gazetteer("222426", jilin(), {})


def name_of(code):
    return next((d.name for d in jilin() if d.code == code), None)


@pytest.mark.parametrize(
    ("address", "village", "group"),
    [
        ("吉林省延边朝鲜族自治州安图县石门镇镜城村5社", "镜城村委会", "5社"),
        ("延边州安图县石门镇镜城村", "镜城村委会", None),
        ("安图县 石门镇，镜城村 第三村民小组", "镜城村委会", "3组"),
        ("安图石门镇镜城村委会十二组", "镜城村委会", "12组"),
        ("石门镇镜城3组", "镜城村委会", "3组"),
        ("石门镜城村", "镜城村委会", None),
        ("镜城村二组", "镜城村委会", "2组"),
        ("石门镇镜城村上屯", "镜城村委会", "上屯"),
        ("石门镇镜城村３组１２号", "镜城村委会", "3组"),
        ("石门镇镜城", "镜城村委会", None),
    ],
)
def test_it_finds_the_village_in_every_way_people_write_it(address, village, group):
    place = antu().read(address)
    assert (name_of(place.village_code), place.group_name, place.outside) == (village, group, False)


@pytest.mark.parametrize(
    "address", ["", "吉林省", "安图县", "石门镇", "石门镇没有这村", "九龙路12号3单元", "村", "3组"]
)
def test_what_is_not_certain_is_not_guessed(address):
    assert antu().read(address).village_code is None


@pytest.mark.parametrize("address", ["吉林省延边州敦化市大石头镇民胜村", "敦化市民主街道", "黄泥河镇团结村"])
def test_another_county_is_told_apart_from_an_unknown_village(address):
    place = antu().read(address)
    assert (place.village_code, place.outside) == (None, True)


def test_addresses_of_one_place_share_a_key():
    keys = {antu().read(a).key for a in ("安图县石门镇新发屯1组", "石门镇新发屯12组7号", "吉林省安图县石门镇 新发屯")}
    assert keys == {"石门镇新发屯"}


def test_a_decision_counts_before_the_table():
    gazetteer = Gazetteer("222426", jilin(), {"石门镇新发屯": "222426104201"})
    place = gazetteer.read("安图县石门镇新发屯2组")
    assert (place.village_code, place.group_name) == ("222426104201", "2组")


def test_two_villages_of_one_name_need_their_township():
    villages = [d for d in jilin() if d.level == "village" and d.name.endswith("村委会")]
    counties = Counter((d.code[:6], d.name) for d in villages)
    (county, name), _ = counties.most_common(1)[0]
    gazetteer = Gazetteer(county, jilin(), {})
    assert gazetteer.read(name).village_code is None
    one = next(d for d in villages if (d.code[:6], d.name) == (county, name))
    assert gazetteer.read(name_of(one.code[:9] + "000") + name).village_code == one.code


def test_nearly_every_village_of_the_province_is_found_by_its_full_address():
    found = total = 0
    names = {d.code: d.name for d in jilin()}
    for county in (d for d in jilin() if d.level == "county"):
        gazetteer = Gazetteer(county.code[:6], jilin(), {})
        path = names[county.code[:4].ljust(12, "0")] + county.name
        for village in (d for d in jilin() if d.level == "village" and d.code.startswith(county.code[:6])):
            # Some rows of the table carry the whole path in their names; people write it once.
            township = names[village.code[:9] + "000"].replace(path, "")
            own = village.name.replace(path, "").replace(township, "")
            address = f"吉林省{path}{township}{own}3组"
            place = gazetteer.read(address)
            # Another village than the one written would send cards to the wrong place: that may never happen.
            assert place.village_code in (village.code, None), (address, place)
            total += 1
            found += place.village_code is not None
    assert total > 11_000
    assert found / total > 0.99


@given(st.text(max_size=60))
def test_any_text_gives_a_village_of_this_county_or_none(text):
    place = antu().read(text)
    assert place.village_code is None or place.village_code.startswith("222426")
    assert len(place.key) <= 80
    assert place.group_name is None or len(place.group_name) <= 20


@given(
    village=st.sampled_from([d for d in jilin() if d.level == "village" and d.code.startswith("222426")]),
    spaces=st.lists(st.sampled_from(["", " ", "　", "，", ","]), min_size=4, max_size=4),
    group=st.integers(1, 30),
)
def test_spaces_and_commas_do_not_matter(village, spaces, group):
    township = name_of(village.code[:9] + "000")
    plain = antu().read(f"安图县{township}{village.name}{group}组")
    a, b, c, d = spaces
    assert antu().read(f"{a}安图县{b}{township}{c}{village.name}{d}{group}组") == plain


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text):
    assert key_of(key_of(text)) == key_of(text)
