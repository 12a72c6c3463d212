import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.box_positions import box_sort_key, normalise_box_position
from server.core.identity_numbers import check_character, read_identity_number, same_person_number
from server.core.ids import is_id, new_id
from server.core.luhn import luhn_is_valid
from server.core.masks import mask_bank_card, mask_card_number, mask_identity_number, mask_phone
from server.core.names import has_private_use, has_separator_variant, rare_characters
from server.core.sizes import size_in_words
from tests.support.vectors import read_vectors

NUMBERS = read_vectors("identity_numbers")
BOXES = read_vectors("box_positions")


@pytest.mark.parametrize("case", NUMBERS["cases"], ids=lambda case: case["name"])
def test_it_reads_a_number_as_the_example_says(case):
    read = read_identity_number(case["raw"])
    born = read.birth_date.isoformat() if read.birth_date else None
    assert (read.kind, read.problem, read.expected_check, born, read.sex) == (
        case["kind"],
        case["problem"],
        case["expected_check"],
        case["birth_date"],
        case["sex"],
    )


@pytest.mark.parametrize("case", NUMBERS["same_person"], ids=lambda case: case["name"])
def test_it_knows_the_same_person_s_numbers(case):
    assert same_person_number(case["one"], case["other"]) is case["same"]
    assert same_person_number(case["other"], case["one"]) is case["same"]


@given(st.integers(0, 99999), st.dates(), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_is_always_noticed(area, born, serial, place, shift):
    first17 = f"2{area:05d}{max(born.year, 1870):04d}{born:%m}{min(born.day, 28):02d}{serial:03d}"
    number = first17 + check_character(first17)
    assert read_identity_number(number).problem is None
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read_identity_number(changed).problem in {"check_digit", "birth_date"}


@given(st.text(max_size=24))
def test_any_text_is_read_without_an_error(text):
    read_identity_number(text)


def test_ids_are_version_seven_and_grow():
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(uuid.UUID(text).version == 7 and is_id(text) for text in ids)
    assert [text[:12] for text in ids] == sorted(text[:12] for text in ids)
    assert not is_id("x")
    assert not is_id(ids[0].upper())
    assert not is_id(None)


def test_luhn_knows_right_from_wrong():
    assert luhn_is_valid("79927398713")
    assert not luhn_is_valid("79927398710")
    assert not luhn_is_valid("")
    assert not luhn_is_valid("７9927398713")


@pytest.mark.parametrize("case", BOXES["cases"], ids=lambda case: case["raw"])
def test_it_normalises_a_box_position(case):
    assert normalise_box_position(case["raw"]) == case["expect"]


def test_box_positions_sort_as_numbers():
    assert sorted(BOXES["sorted"], key=box_sort_key) in (BOXES["sorted"], _swap(BOXES["sorted"]))


def _swap(positions):
    # 1-2-3-04 and 1-2-3-4 are one place written two ways: either may come first.
    return [positions[0], positions[2], positions[1], *positions[3:]]


def test_masks_show_enough_to_recognise_and_too_little_to_use():
    assert mask_identity_number("222426194803124521") == "222426 •••• 4521"
    assert mask_card_number("B00007052") == "B0•••7052"
    assert mask_phone("13900006120") == "139••••6120"
    assert mask_bank_card("6217000010000000382") == "••••0382"
    assert "0000" not in mask_phone("0433000")


def test_it_notices_rare_characters_and_separators():
    assert rare_characters("刘𬱖") == ["𬱖"]
    assert rare_characters("䶮") == ["䶮"]
    assert rare_characters("王玉兰") == []
    assert has_private_use("王\ue000")
    assert not has_private_use("王")
    assert has_separator_variant("古丽・买")
    assert not has_separator_variant("古丽·买")


@pytest.mark.parametrize(
    ("length", "words"), [(900, "900 B"), (6 * 2**20, "6 MB"), (6 * 2**20 + 1, "6 MB"), (2**41, "2048 GB")]
)
def test_a_size_is_written_in_words(length, words):
    assert size_in_words(length) == words
