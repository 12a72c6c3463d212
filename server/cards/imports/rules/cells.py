"""Read single cells: what an office program and a typist do to numbers, names and dates."""

import re
from typing import Any

from server.cards.imports.rules.problems import Problem, problem
from server.cards.rules import initials_of, pinyin_of
from server.cards.sheets.rules import Cell, fold_text
from server.core.box_positions import box_sort_key, normalise_box_position
from server.core.identity_numbers import IdentityNumber, read_identity_number
from server.core.luhn import luhn_is_valid
from server.core.names import (
    has_private_use,
    has_separator_variant,
    normalise_name,
    rare_characters,
)
from server.rules import policy

# Spreadsheets keep fifteen digits; of a longer number the rest is lost for ever.
_EXACT_DIGITS = 15
_SHORTENED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")
_NUMBER_AS_TEXT = re.compile(r"(\d+)\.0+")
_LONGEST_RAW_NAME = 80
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}")
_BOX = re.compile(r"[0-9A-Z]{1,5}(?:-[0-9A-Z]{1,5}){1,5}")
_UNLIKELY_IN_NAMES = re.compile(r"[0-9?？□■�*#@/\\]")
_DOTS = "・•‧．.∙⋅●"
_KINDS_TO_LOOK_AT = {
    "permanent_resident": "number_permanent_resident",
    "permanent_resident_old": "number_permanent_resident",
    "residence_permit": "number_residence_permit",
    "foreign": "number_other_document",
}
_NO_NUMBER: dict[str, Any] = {
    "number": None,
    "number_kind": None,
    "sex": None,
    "birth_date": None,
}


def read_text(cell: Cell, longest: int | None = None) -> str | None:
    """Return a cell as text without outer white space, cut at `longest`; a whole number without its .0."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS:
        return str(int(cell))
    # A leading apostrophe only marks text as text, here as in the difference list we write.
    return str(cell).strip().removeprefix("'")[:longest] or None


def read_name(cell: Cell, problems: list[Problem]) -> dict[str, Any]:
    """Read a name; nothing in it is repaired but its separator and spaces, and the original is kept."""
    raw = read_text(cell) or ""
    name = normalise_name(raw)
    limit = policy("import.name_max_characters")
    if len(name) > limit or len(raw) > _LONGEST_RAW_NAME:
        problems.append(problem("name_too_long", "name", limit=limit))
    if has_separator_variant(raw):
        found = next(c for c in raw if c in _DOTS)
        problems.append(problem("name_separator", "name", found=found))
    if has_private_use(name):
        problems.append(problem("name_private_character", "name"))
    elif rare_characters(name):
        problems.append(problem("name_rare_character", "name"))
    if _UNLIKELY_IN_NAMES.search(name):
        problems.append(problem("name_unlikely", "name"))
    syllables = pinyin_of(name[:limit])
    return {
        "name": name or None,
        "name_raw": raw,
        "pinyin": " ".join(syllables),
        "pinyin_initials": initials_of(syllables),
    }


def read_number(cell: Cell, problems: list[Problem]) -> dict[str, Any]:
    """Read a social security number. One that went through a float is refused, never repaired."""
    text = read_text(cell) or ""
    if lost_digits(cell, text):
        problems.append(problem("number_as_float", "number"))
        return _NO_NUMBER
    if not text:
        return _NO_NUMBER
    read = read_identity_number(text)
    refused = _refuse_number(read)
    if refused is not None:
        problems.append(refused)
        return {**_NO_NUMBER, "number": read.text}
    if read.kind in _KINDS_TO_LOOK_AT:
        problems.append(problem(_KINDS_TO_LOOK_AT[read.kind], "number"))
    return {
        "number": read.text,
        "number_kind": read.kind,
        "sex": read.sex,
        "birth_date": read.birth_date.isoformat() if read.birth_date else None,
    }


def _refuse_number(read: IdentityNumber) -> Problem | None:
    if read.problem == "check_digit":
        return problem("number_check_digit", "number", expected=read.expected_check, found=read.text[-1])
    if read.problem is not None:
        return problem("number_shape", "number")
    return problem("number_fifteen_digits", "number") if read.kind == "citizen_15" else None


def read_card_number(cell: Cell, problems: list[Problem]) -> dict[str, Any]:
    """Read a card number: letters and digits, folded to capitals."""
    text = fold_text(read_text(cell) or "").upper()
    if not text:
        return {"card_number": None}
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        problems.append(problem("card_number_as_number", "card_number"))
    shortest, longest = policy("import.card_number_characters")
    if not re.fullmatch(r"[0-9A-Z]+", text) or not shortest <= len(text) <= longest:
        problems.append(problem("card_number_shape", "card_number", shortest=shortest, longest=longest))
    return {"card_number": text}


def read_box_position(cell: Cell, problems: list[Problem]) -> dict[str, Any]:
    """Read a box position; the office program likes to turn 1-2-3 into a day."""
    text = read_text(cell) or ""
    position = normalise_box_position(fold_text(text).upper())
    if _ISO_DATE.fullmatch(text):
        problems.append(problem("box_position_as_date", "box_position"))
        return {"box_position": None, "box_sort": None}
    if position and not _BOX.fullmatch(position):
        problems.append(problem("box_position_shape", "box_position"))
    return {"box_position": position or None, "box_sort": box_sort_key(position)}


def read_bank_card(cell: Cell, problems: list[Problem]) -> dict[str, Any]:
    """Read a bank account; a wrong check digit is only a warning, a shortened one is left out."""
    text = fold_text(read_text(cell) or "")
    if lost_digits(cell, text):
        problems.append(problem("bank_card_as_float", "bank_card_number"))
        return {"bank_card_number": None}
    if text and not luhn_is_valid(text):
        problems.append(problem("bank_card_check_digit", "bank_card_number", tail=text[-4:]))
    return {"bank_card_number": text[:30] or None}


def read_phone(cell: Cell, problems: list[Problem], column: str = "phone") -> dict[str, Any]:
    """Read a phone number; 13812345678.0 lost nothing and is restored."""
    text = fold_text(read_text(cell) or "")
    whole = _NUMBER_AS_TEXT.fullmatch(text)
    if whole:
        text = whole[1]
    mobile = _MOBILE.fullmatch(text)
    if mobile:
        text = mobile[1]
        if whole or isinstance(cell, float):
            problems.append(problem("phone_from_number", column))
    elif text and not _LANDLINE.fullmatch(text):
        problems.append(problem("phone_shape", column))
    return {column: text[:30] or None}


def lost_digits(cell: Cell, text: str) -> bool:
    """Tell whether a long number went through a float, in the file itself or before it became text."""
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, float | int):
        return bool(abs(cell) >= 10 ** (_EXACT_DIGITS - 1))
    return _SHORTENED.fullmatch(text) is not None
