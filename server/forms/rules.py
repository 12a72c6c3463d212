"""Name files and say days and words as forms do: pure."""

import re
from datetime import date

from server.forms.models import FormLayout


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
