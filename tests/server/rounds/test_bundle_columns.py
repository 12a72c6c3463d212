"""People as columns and back: nobody loses a member, whatever is known of them (format 2 of the bundle)."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.box_positions import box_sort_key
from server.core.identity_numbers import check_character
from server.rounds.bundle.columns.rules import from_columns, to_columns
from server.rounds.bundle.rules import best_format, pack, unpack
from tests.support.vectors import read_vectors

VECTORS = read_vectors("bundle")
FILES = VECTORS["files"]
CASES = {case["name"]: case for case in VECTORS["cases"]}

# Letters of every kind that a name, a paper or a box may hold; also digits that are none in ASCII.
_text = st.text("azAZX019-~ ·９李𬱖", max_size=6)
_digits = st.text("0123456789", min_size=17, max_size=17)
_numbers = _digits.map(lambda first: first + check_character(first)) | _text
_ids = st.uuids().map(str) | _text
_boxes = st.builds("{}-{}".format, st.integers(0, 99), st.integers(0, 10**7)) | _text
_pinyin = st.lists(st.sampled_from(["li", "yu", "zhen", "a"]), max_size=4).map(" ".join) | _text


@st.composite
def _person(draw: st.DrawFn) -> dict[str, Any]:
    number, position, pinyin = draw(_numbers), draw(_boxes), draw(_pinyin)
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return {
        "cardholder_id": draw(_ids),
        "name": draw(_text),
        "number": number,
        "sex": draw(st.sampled_from(["male", "female", None])),
        "birth_date": draw(st.sampled_from([born, "1948-03-12", None])),
        "phone": draw(st.none() | _text),
        "pinyin": pinyin,
        "initials": draw(st.just("".join(word[:1] for word in pinyin.split(" "))) | _text),
        "reserved_proxy": draw(st.none() | st.fixed_dictionaries({"name": _text})),
        "card": {
            "id": draw(_ids),
            "box_position": position,
            "box_sort": draw(st.just(box_sort_key(position)) | _text),
            "ordinal": draw(st.integers(1, 10**6)),
        },
    }


@given(st.lists(_person(), max_size=4))
def test_nobody_loses_a_member(people: list[dict[str, Any]]) -> None:
    assert from_columns(to_columns(people)) == people
    assert unpack(pack({"people": people}, [], 2))[0]["people"] == people


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_writes_and_reads_as_the_example_says(case: dict[str, Any]) -> None:
    assert to_columns(case["people"]) == case["columns"]
    assert from_columns(case["columns"]) == case["people"]


@pytest.mark.parametrize("form", [1, 2])
def test_it_reads_a_file_of_each_format(form: int) -> None:
    header, portraits = unpack(base64.b64decode(FILES[f"format_{form}"]))

    assert header == {**FILES["header"], "format": form, "people": CASES[FILES["case"]]["people"]}
    assert portraits == "".join(FILES["portraits"]).encode()


def test_a_person_without_a_member_of_the_others_is_refused() -> None:
    """A member that only some have would be lost for the rest: the server never packs so."""
    whole, *_ = CASES["one alone"]["people"]
    half = {name: value for name, value in whole.items() if name != "phone"}

    for people in ([whole, half], [half, whole]):
        with pytest.raises(ValueError, match="not all"):
            to_columns(people)


@pytest.mark.parametrize(("read", "form"), [([], 1), ([1], 1), ([1, 2], 2), ([2, 1, 3], 2), ([3], 1)])
def test_it_packs_the_newest_format_that_a_device_reads(read: list[int], form: int) -> None:
    assert best_format(read) == form
