"""Find the fonts and say what they can show."""

import re
import unicodedata
from functools import cache, cached_property
from pathlib import Path

import pylopdf_fonts_zh_cn as packaged
from fontTools.ttLib import TTFont

from server.forms.typesetting.models import Parts

# Debian's and Ubuntu's fonts-hanazono; it has the characters of plane 2 that the packaged fonts lack.
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


ZERO_WIDTH_SPACE = "\u200b"


class Font:
    """One font file."""

    def __init__(self, family: str, path: Path) -> None:
        self.family = family
        self.path = path

    @cached_property
    def characters(self) -> frozenset[int]:
        """Return the code points that the font has a glyph for."""
        with TTFont(self.path, lazy=True) as font:
            return frozenset(font.getBestCmap())

    @cached_property
    def advances(self) -> dict[str, float]:
        """Return the widths of the ASCII characters, in em."""
        with TTFont(self.path, lazy=True) as font:
            names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
            return {chr(code): metrics[names[code]][0] / em for code in range(0x20, 0x7F)}


class FontShelf:
    """The fonts that a form may use, in the order in which they are asked for a glyph."""

    def __init__(self, sans: Font, serif: Font, rare: tuple[Font, ...]) -> None:
        self.sans, self.serif, self.rare = sans, serif, rare

    @property
    def fonts(self) -> tuple[Font, ...]:
        """Return every font on the shelf."""
        return (self.sans, self.serif, *self.rare)

    def families_from(self, first: Font) -> list[str]:
        """Return the families in order of preference, beginning with one of them."""
        return [first.family, *(font.family for font in self.fonts if font is not first)]

    def shows(self, character: str) -> bool:
        """Tell whether the character prints as what it is.

        Controls, format characters, surrogates and private-use characters do not: a private-use glyph
        is another character in every font.
        """
        if character == " ":
            return True
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Zl", "Zp"}:
            return False
        return any(ord(character) in font.characters for font in self.fonts)

    def read(self) -> None:
        """Read what forms ask of the fonts, so that it is in memory: a second of work the first time."""
        _ = self.sans.advances, [font.characters for font in self.fonts]

    def width(self, text: str) -> float:
        """Return the width of a text in em of the sans font; anything past ASCII counts as one em."""
        return sum(self.sans.advances.get(character, 1.0) for character in text)


@cache
def font_shelf() -> FontShelf:
    """Return the packaged fonts, and the fallback for rare characters where the machine has it."""
    rare = tuple(Font(name, HANAZONO / f"{name}.ttf") for name in ("HanaMinA", "HanaMinB"))
    return FontShelf(
        sans=Font("Noto Sans SC", packaged.sans_path()),
        serif=Font("Noto Serif SC", packaged.serif_path()),
        rare=tuple(font for font in rare if font.path.is_file()),
    )


def missing_characters(text: str, shelf: FontShelf) -> list[str]:
    """Return the code points of the text that no font shows, as `U+2CC56`, in order, each once."""
    return list(dict.fromkeys(code_point(c) for c in tidy(text) if not shelf.shows(c)))


def printable_parts(text: str, shelf: FontShelf) -> Parts:
    """Cut a text into strings that print and code points that are boxed, so that nothing prints as a blank."""
    parts: Parts = []
    for character in tidy(text):
        if not shelf.shows(character):
            parts.append({"code_point": code_point(character)})
        elif parts and isinstance(parts[-1], str):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def code_point(character: str) -> str:
    """Name a character by its number."""
    return f"U+{ord(character):04X}"


def tidy(text: str) -> str:
    """Turn line breaks and tabs into spaces; everything else stays as it was written."""
    return text.translate({ord(c): " " for c in "\n\r\t\u3000\u00a0"}).strip()


def softened(text: str, room: float, shelf: FontShelf) -> str:
    """Let a run of Latin letters or digits that is wider than its cell break anywhere; `room` in em."""
    return re.sub(r"[!-~]+", lambda run: _breakable(run[0], room, shelf), text)


def _breakable(run: str, room: float, shelf: FontShelf) -> str:
    return run if shelf.width(run) <= room else ZERO_WIDTH_SPACE.join(run)
