"""A machine's reading confirms the record, contradicts it, or says nothing."""

import pytest

from server.evidence.reading import Format, Reading
from server.evidence.reading.barcodes import read_barcodes
from server.evidence.rules import Comparison, compare, looks_like_card_number
from tests.support.frames import make_frame


def read(*texts: str, kind: Format = "code128") -> list[Reading]:
    return [Reading(text, kind, "raw") for text in texts]


def test_another_card_in_the_picture_is_a_mismatch() -> None:
    assert compare(read("B00000019"), "548426015") == Comparison("mismatch", ("B00000019",))


def test_a_picture_of_the_wrong_card_is_a_mismatch() -> None:
    frame = make_frame("B00000019", "tilted").jpeg()
    verdict = compare(read_barcodes(frame, ("code128",), 0), "548426015")
    assert verdict == Comparison("mismatch", ("B00000019",))


def test_no_reading_is_unreadable() -> None:
    assert compare([], "548426015") == Comparison("unreadable", ())


@pytest.mark.parametrize("text", ["SF1234567890123", "12345678", "1234567890", "BB0000019", "吉林"])
def test_a_code_that_is_no_card_number_contradicts_nothing_but_is_shown(text: str) -> None:
    assert compare(read(text), "548426015") == Comparison("unreadable", (text,))


def test_a_number_inside_a_web_address_contradicts_nothing() -> None:
    address = "https://example.cn/?t=123456789"
    assert compare(read(address, kind="qr"), "548426015").verdict == "unreadable"


def test_the_number_of_the_record_is_a_match() -> None:
    assert compare(read("548426015"), "548426015") == Comparison("match", ("548426015",))


def test_the_right_card_beside_another_is_a_match() -> None:
    seen = ("B00000019", "548426015")
    assert compare(read(*seen), "548426015") == Comparison("match", seen)


def test_a_qr_that_holds_the_number_among_other_words_is_a_match() -> None:
    assert compare(read("李四|548426015|1-2-3-04", kind="qr"), "548426015").verdict == "match"


def test_a_longer_number_that_contains_the_card_number_is_no_match() -> None:
    assert compare(read("9548426015", kind="qr"), "548426015").verdict == "unreadable"
    assert compare(read("X 548426015"), "548426015").verdict == "unreadable"


def test_spaces_and_small_letters_make_no_difference() -> None:
    assert compare(read(" b00000019 "), "B00000019").verdict == "match"


def test_a_card_number_has_nine_characters_and_a_letter_only_in_front() -> None:
    assert looks_like_card_number("B00000019")
    assert looks_like_card_number("548426015")
    assert not looks_like_card_number("5B8426015")
