"""Name files, say days and words as forms do, and what a person has to look at: pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from server.forms.models import Flag, FormLayout

# More lines than anybody looks up at once; the sheet itself shows each place.
_LINES_NAMED = 20


def file_name(layout: FormLayout, day: date, number: str, extension: str = "pdf") -> str:
    """Name a file by form, day and number: neither people nor places, since a place can be a person's home."""
    plain = re.sub(r"[^0-9A-Za-z-]", "", number)
    return "-".join(part for part in (layout.key, f"{day:%Y%m%d}", plain) if part) + f".{extension}"


def day_in_words(day: date) -> str:
    """Write a day as forms do: 2026年11月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def word_of(layout: FormLayout, group: str, key: str) -> str:
    """Return a word of the layout; ValueError for one it does not know, so that nothing prints as a code."""
    words = layout.words[group]
    if key not in words:
        raise ValueError(f"{layout.key}: no word for {group} {key!r}")
    return words[key]


def flags_in_short(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    """Return what there is to look at, by kind: how often, in which lines (None is head or foot), which code points.

    Short enough for a header, and without a word of what the form says.
    """
    by_kind: dict[str, list[Flag]] = {}
    for flag in flags:
        by_kind.setdefault(flag.kind.value, []).append(flag)
    return [
        {
            "kind": kind,
            "count": len(found),
            "lines": list(dict.fromkeys(flag.serial for flag in found))[:_LINES_NAMED],
            "code_points": sorted({flag.code_point for flag in found if flag.code_point})[:_LINES_NAMED],
        }
        for kind, found in by_kind.items()
    ]
