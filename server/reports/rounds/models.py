"""What a report counts, as plain data."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Sum(NamedTuple):
    """One line of the equation, of the whole round or of a device."""

    taken: int = 0
    handed: int = 0
    returned: int = 0
    wrong: int = 0
    missing: int = 0
    elsewhere: int = 0
    open: int = 0


class Fee(NamedTuple):
    """One receipt: the amount is in fen, `how` is lost | damaged."""

    receipt_number: str
    how: str
    amount_fen: int
    void: bool


class Mark(NamedTuple):
    """How far the records of a device in a round have come: the last number of its book, and the code that names it.

    `missing` are the numbers before it that are not here, as ranges (docs/api/tally.md).
    """

    device: str
    epoch: int
    number: int
    code: str
    missing: tuple[tuple[int, int], ...] = ()


class Person(NamedTuple):
    """An officer and how often they acted; `role` is a word of the form."""

    name: str
    organisation: str
    role: str
    handed: int
    bank_checks: int
    finance: int


@dataclass(frozen=True)
class RoundFacts:
    """Everything the report says of a round; `counted_fen` is None before anybody has counted the cash."""

    whole: Sum
    paths: Counter[str]
    devices: tuple[tuple[str, Sum], ...]
    reasons: Counter[str]
    wrong_items: Counter[str]
    fees: tuple[Fee, ...]
    taken_back: int
    counted_fen: int | None
    people: tuple[Person, ...]
    activations: Counter[tuple[str, str]]
    times: tuple[tuple[str, datetime | None], ...]
    exceptions: Counter[str] = field(default_factory=Counter)
    tallies: tuple[Mark, ...] = ()
