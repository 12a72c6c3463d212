"""People to columns and back, without losing a member (format 2). Twin: pwa/src/sync/columns.ts.

`{"count": n, "columns": {name: column}}`; a member of the card is named "card.…". A column is the plain list of its
values, or, where all of them fit, one of
- `{"ids": base64}`: UUIDs as bytes: all their first ones, then all their second ones, … (the first six tell a time);
- `{"steps": [4, 1, 1]}`: whole numbers, each as its distance from the one before, the first from 0;
- `{"from": name, "except": {"17": value}}`: what FOLLOWS says of that column, but for these people.

A tablet keeps bytes for years: what is written here, the rules of FOLLOWS too, is format 2 and never changes. They ask
for plain ASCII, so that both languages cannot but agree; whatever they say wrongly stands under "except".
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from operator import sub
from typing import Any

Person = dict[str, Any]
Column = list[Any] | dict[str, Any]

_CARD = "card"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ID_BYTES = 16
_ID_CUTS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_DIGITS = re.compile(r"[0-9]+")
_SYLLABLES = re.compile(r"[a-z]+( [a-z]+)*")


def _born(number: str) -> str | None:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if _EIGHTEEN.fullmatch(number) else None


def _sex(number: str) -> str | None:
    if not _EIGHTEEN.fullmatch(number):
        return None
    return "male" if int(number[16]) % 2 else "female"


def _initials(pinyin: str) -> str | None:
    return "".join(syllable[0] for syllable in pinyin.split(" ")) if _SYLLABLES.fullmatch(pinyin) else None


def _padded(position: str) -> str | None:
    return "-".join(part.rjust(6, "0") for part in _DIGITS.findall(position)) or None


# Which column follows from which other one, and how.
FOLLOWS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "birth_date": ("number", _born),
    "sex": ("number", _sex),
    "initials": ("pinyin", _initials),
    f"{_CARD}.box_sort": (f"{_CARD}.box_position", _padded),
}


def to_columns(people: Sequence[Person]) -> dict[str, Any]:
    """Return people, all with the same members, as columns.

    Raises:
        ValueError: a person has other members than the first one.
    """
    flat = [_flat(person) for person in people]
    if any(person.keys() != flat[0].keys() for person in flat):
        raise ValueError("not all people have the same members")
    values = {name: [person[name] for person in flat] for name in (flat[0] if flat else ())}
    return {"count": len(people), "columns": {name: _column(name, values) for name in values}}


def from_columns(packed: Mapping[str, Any]) -> list[Person]:
    """Return the people of columns that `to_columns` made."""
    columns: dict[str, Column] = packed["columns"]
    values = {name: _values(column) for name, column in columns.items() if not _is_left_out(column)}
    for name, column in columns.items():
        if isinstance(column, dict) and _is_left_out(column):
            told = _told(name, values[column["from"]])
            for place, value in column["except"].items():
                told[int(place)] = value
            values[name] = told
    return [_nested(values, place) for place in range(packed["count"])]


def _flat(person: Person) -> Person:
    card = {f"{_CARD}.{name}": value for name, value in person[_CARD].items()}
    return {name: value for name, value in person.items() if name != _CARD} | card


def _nested(values: Mapping[str, Sequence[Any]], place: int) -> Person:
    person: Person = {_CARD: {}}
    for name, column in values.items():
        owner, _, member = name.rpartition(".")
        (person[owner] if owner else person)[member] = column[place]
    return person


def _column(name: str, values: Mapping[str, list[Any]]) -> Column:
    column = values[name]
    if name in FOLLOWS:
        source = FOLLOWS[name][0]
        pairs = enumerate(zip(column, _told(name, values[source]), strict=True))
        return {"from": source, "except": {str(place): value for place, (value, told) in pairs if value != told}}
    if all(isinstance(value, str) and _ID.fullmatch(value) for value in column):
        return {"ids": _packed_ids(column)}
    if all(type(value) is int for value in column):
        return {"steps": list(map(sub, column, [0, *column]))}
    return column


def _is_left_out(column: Column) -> bool:
    return isinstance(column, dict) and "from" in column


def _told(name: str, source: Sequence[str]) -> list[Any]:
    return [FOLLOWS[name][1](value) for value in source]


def _values(column: Column) -> list[Any]:
    if isinstance(column, list):
        return column
    return _ids(column["ids"]) if "ids" in column else list(accumulate(column["steps"]))


def _packed_ids(ids: Sequence[str]) -> str:
    content = bytes.fromhex("".join(ids).replace("-", ""))
    return b64encode(b"".join(content[place::_ID_BYTES] for place in range(_ID_BYTES))).decode()


def _ids(packed: str) -> list[str]:
    content = b64decode(packed)
    count = len(content) // _ID_BYTES
    digits = (content[place::count].hex() for place in range(count))
    return ["-".join(one[start:end] for start, end in _ID_CUTS) for one in digits]
