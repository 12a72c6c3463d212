"""Counting out, sharing a round among tablets, and how long a tablet holds it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal, NamedTuple

from server.core.clock import end_of_day, local_date
from server.rules import policy

_VILLAGE_DIGITS = 12
_TOWNSHIP_FILL = "000"


class Share(NamedTuple):
    """What a tablet takes of a round that others take too: all of it, or the `ordinal`-th of `of` parts, from 1."""

    by: Literal["all", "box", "group"]
    of: int | None = None
    ordinal: int | None = None


class CountDifference(NamedTuple):
    """Box positions that were not counted, and ids that are not of the round."""

    missing: list[str]
    foreign: list[str]


def count_difference(expected: Mapping[str, str], counted: Sequence[str]) -> CountDifference | None:
    """Compare what was counted with what the round takes; `expected` is box position by card id.

    Returns None when both are the same set, each card once.
    """
    seen = set(counted)
    missing = [position for card_id, position in expected.items() if card_id not in seen]
    foreign = sorted(seen - set(expected))
    twice = sorted({card_id for card_id in seen & set(expected) if counted.count(card_id) > 1})
    if not missing and not foreign and not twice:
        return None
    return CountDifference(missing, [*foreign, *twice])


def split_by_box(cards: int, of: int) -> list[int]:
    """Return the share of each card in box order: `of` runs of boxes whose sizes differ by one card at most."""
    return [place * of // cards + 1 for place in range(cards)]


def split_by_group(groups: Sequence[str | None], of: int) -> list[int]:
    """Return the share of each card in box order so that a group's cards stay together; `groups` as the cards lie.

    Groups go in the order of their first box; each goes where its middle card would.
    """
    first = {group: place for place, group in reversed(list(enumerate(groups)))}
    order = sorted(range(len(groups)), key=lambda place: (first[groups[place]], place))
    shares = [0] * len(groups)
    start = 0
    for _, run in groupby(order, key=lambda place: groups[place]):
        places = list(run)
        middle = start + (len(places) - 1) // 2
        for place in places:
            shares[place] = middle * of // len(groups) + 1
        start += len(places)
    return shares


def lease_end(planned_on: date) -> datetime:
    """Return when a tablet stops opening a round: the end of its day and the hours the policy adds."""
    return end_of_day(planned_on) + timedelta(hours=policy("lease.hours_after_day"))


def first_open_day(now: datetime) -> date:
    """Return the earliest day whose rounds can still be counted out and packed."""
    return local_date(now - timedelta(hours=policy("lease.hours_after_day")))


def is_village(area_code: str) -> bool:
    """Tell whether a code names one village: twelve digits that do not end in a township's filling zeros."""
    return len(area_code) == _VILLAGE_DIGITS and area_code.isdigit() and not area_code.endswith(_TOWNSHIP_FILL)
