"""Pinyin of names, which custody states make a card live, and when it is frozen. Pure."""

import re
from functools import cache

from pypinyin import Style, lazy_pinyin

from server.rules import policy, table

_LONGEST_SURNAME = 2
# A card that nobody hands over or takes along: its holder was recorded as deceased (3.1.a).
FROZEN = "frozen"


def is_live(custody_state: str) -> bool:
    """Tell whether a card in this state is one that its person holds or will hold (I7)."""
    return custody_state in policy("card.live_states")


def issuing_area(area_code: str) -> str:
    """Return the area within which card numbers are unique: that of the issuing city (domain 2.2)."""
    return f"{area_code[:4]}00"


def pinyin_of(name: str) -> list[str]:
    """Return one syllable for each hanzi, lower case, ü as v; surnames are read as surnames.

    Latin letters stay as a syllable of their own; what has no reading is left out.
    """
    for length in range(min(_LONGEST_SURNAME, len(name)), 0, -1):
        reading = _surnames().get(name[:length])
        if reading is not None:
            return [*reading, *_syllables(name[length:])]
    return _syllables(name)


def initials_of(syllables: list[str]) -> str:
    """Return the first letter of each syllable."""
    return "".join(syllable[0] for syllable in syllables)


def _syllables(text: str) -> list[str]:
    return [syllable for character in text if (syllable := _syllable(character))]


@cache
def _syllable(character: str) -> str:
    found = lazy_pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
    if found:
        return str(found[0]).lower()
    return character.lower() if re.fullmatch(r"[A-Za-z]", character) else ""


@cache
def _surnames() -> dict[str, list[str]]:
    return {row["surname"]: row["reading"] for row in table("surname_readings")["rows"]}
