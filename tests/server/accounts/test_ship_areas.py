import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest

import server.accounts

AREAS = Path(server.accounts.__file__).parent / "data" / "areas.csv.gz"
DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
ABOVE = {"city": "province", "county": "city", "township": "county", "village": "township"}


@pytest.fixture(scope="module")
def areas() -> dict[str, dict[str, str]]:
    text = gzip.decompress(AREAS.read_bytes()).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows), "a code is there twice"
    return by_code


def test_it_has_every_division_of_jilin(areas):
    counts = Counter(area["level"] for area in areas.values())
    assert counts == {"province": 1, "city": 9, "county": 69, "township": 1075, "village": 11860}


def test_it_tells_sixty_counties_from_nine_statistical_zones(areas):
    counties = [code for code, area in areas.items() if area["level"] == "county"]
    assert Counter(code[4] == "7" for code in counties) == {False: 60, True: 9}


def test_it_counts_towns_townships_and_streets_as_published(areas):
    names = [area["name"] for area in areas.values() if area["level"] == "township"]
    assert sum(name.endswith("镇") for name in names) == 433
    assert sum(name.endswith("乡") for name in names) == 181
    assert sum(name.endswith("街道") for name in names) == 364


def test_every_division_stands_under_the_level_above(areas):
    for code, area in areas.items():
        digits = DIGITS[area["level"]]
        assert len(code) == 12
        assert code[digits:].strip("0") == ""
        if area["level"] == "province":
            assert area["parent"] == ""
            continue
        parent = areas[area["parent"]]
        assert parent["level"] == ABOVE[area["level"]]
        assert code.startswith(area["parent"][: DIGITS[parent["level"]]])


def test_it_knows_places_that_were_renamed_or_moved(areas):
    assert areas["220184000000"]["name"] == "公主岭市"
    assert areas["220581000000"]["name"] == "梅河口市"
    assert areas["222426000000"]["name"] == "安图县"
    assert areas["222400000000"]["name"] == "延边朝鲜族自治州"
    assert "220381000000" not in areas
