"""Social security numbers: what kinds exist, and whether one can be right (domain 2.2, GB 11643-1999).

Area codes are never checked against today's list: old counties stay in people's numbers for life.
The same examples (tests/vectors/identity_numbers.json) prove this module and its twin on the tablet.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["citizen", "citizen_15", "residence_permit", "permanent_resident", "permanent_resident_old", "foreign"]
Problem = Literal["empty", "length", "characters", "birth_date", "check_digit"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_HONG_KONG_MACAO_TAIWAN = ("810000", "820000", "830000")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_FOREIGN = re.compile(r"[A-Z][A-Z0-9]{5,19}")
_FIFTEEN = re.compile(r"[0-9]{15}")
_SPACE = re.compile(r"\s")
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(ord("！"), ord("～") + 1)}


@dataclass(frozen=True)
class IdentityNumber:
    """What a number says about itself; `problem` is None where nothing speaks against it."""

    text: str
    kind: Kind | None
    problem: Problem | None
    expected_check: str | None = None
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None


def normalise_identity_number(raw: str) -> str:
    """Fold full-width characters and case, and drop spaces: what a keyboard or sheet adds by accident."""
    return _SPACE.sub("", raw.translate(_HALF_WIDTH)).upper()


def check_character(first17: str) -> str:
    """Return the ISO 7064 MOD 11-2 check character of seventeen digits."""
    return _CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def read_identity_number(raw: str) -> IdentityNumber:
    """Read a number of any kind that a social security number may be."""
    text = normalise_identity_number(raw)
    if _EIGHTEEN.fullmatch(text):
        return _read_eighteen(text)
    if _FIFTEEN.fullmatch(text):
        return _read_fifteen(text)
    if _OLD_PERMANENT.fullmatch(text):
        return IdentityNumber(text, "permanent_resident_old", None)
    if _FOREIGN.fullmatch(text):
        return IdentityNumber(text, "foreign", None)
    return IdentityNumber(text, None, _why_unreadable(text))


def _why_unreadable(text: str) -> Problem:
    if not text:
        return "empty"
    return "length" if re.fullmatch(r"[0-9A-Z]+", text) else "characters"


def same_person_number(one: str, other: str) -> bool:
    """Tell whether two numbers name the same person; a 15-digit one matches the 18 it grew into."""
    first, second = normalise_identity_number(one), normalise_identity_number(other)
    return first == second or first == as_fifteen(second) or as_fifteen(first) == second


def as_fifteen(text: str) -> str | None:
    """Return the fifteen digits that a normalised number of eighteen grew out of, None where it never was shorter."""
    grown = _EIGHTEEN.fullmatch(text) and text[6:8] == "19"
    return text[:6] + text[8:17] if grown else None


def _read_eighteen(text: str) -> IdentityNumber:
    kind = _kind_of_eighteen(text)
    born = _date(text[6:14])
    expected = check_character(text[:17])
    # A permanent resident's card carries no sex digit that a public source confirms.
    sex = None if kind == "permanent_resident" else _sex(text[16])
    if born is None:
        return IdentityNumber(text, kind, "birth_date")
    if text[17] != expected:
        return IdentityNumber(text, kind, "check_digit", expected, born, sex)
    return IdentityNumber(text, kind, None, None, born, sex)


def _kind_of_eighteen(text: str) -> Kind:
    if text.startswith("9"):
        return "permanent_resident"
    return "residence_permit" if text.startswith(_HONG_KONG_MACAO_TAIWAN) else "citizen"


def _read_fifteen(text: str) -> IdentityNumber:
    born = _date("19" + text[6:12])
    return IdentityNumber(text, "citizen_15", None if born else "birth_date", None, born, _sex(text[14]))


def _sex(digit: str) -> Literal["male", "female"]:
    return "male" if int(digit) % 2 else "female"


def _date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return born if born.year >= 1870 else None
