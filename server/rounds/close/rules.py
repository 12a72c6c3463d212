"""The equation of a round: taken = handed + returned + wrong + missing, per tablet and in whole (4.1.1.b). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_OUT, _HANDED, _RECALLED, _MISSING = "checked_out", "handed_over", "recalled", "missing"


class Line(NamedTuple):
    """One card of the round by the ledger: its share, where it is, and which device handed it over."""

    card_id: str
    share: int | None
    state: str
    handed_by: str | None = None


@dataclass(frozen=True)
class Counted:
    """What two people counted at one tablet; `handed` is the number its records say."""

    device_id: str
    handed: int
    returned: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


class Contradiction(NamedTuple):
    """A card of which ledger and count, or two counts, do not say the same; `device_id` is whose count it is."""

    kind: str
    card_id: str
    device_id: str


@dataclass(frozen=True)
class Sums:
    """One equation. `open` are cards that nobody has accounted for yet; `elsewhere` those of another tablet."""

    taken: int
    handed: int = 0
    returned: int = 0
    wrong: int = 0
    missing: int = 0
    elsewhere: int = 0
    open: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether the terms add up and nothing is open."""
        parts = self.handed + self.returned + self.wrong + self.missing + self.elsewhere
        return self.open == 0 and self.taken == parts


@dataclass(frozen=True)
class Equation:
    """The round in whole and by tablet, with the cards nobody accounts for and those said to be in two places."""

    whole: Sums
    tablets: dict[str, Sums] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


def equation(lines: Sequence[Line], shares: Mapping[str, int | None], counts: Sequence[Counted]) -> Equation:
    """Compare the ledger with the counts; `shares` says which part each tablet took, None for all of it.

    Handed, wrong and missing are the ledger's; returned is what was counted or is back in the vault.
    """
    counted = frozenset[str]().union(*(one.returned for one in counts))
    open_cards = tuple(line.card_id for line in lines if line.state == _OUT and line.card_id not in counted)
    by_state = {state: sum(line.state == state for line in lines) for state in (_HANDED, _RECALLED, _MISSING)}
    whole = Sums(
        taken=len(lines),
        handed=by_state[_HANDED],
        wrong=by_state[_RECALLED],
        missing=by_state[_MISSING],
        returned=len(lines) - sum(by_state.values()) - len(open_cards),
        open=len(open_cards),
    )
    tablets = {device: _of_tablet(device, share, lines, counts) for device, share in shares.items()}
    found = tuple(one for count in counts for one in _contradictions(count, lines, counts))
    return Equation(whole, tablets, open_cards, found)


def _of_tablet(device_id: str, share: int | None, lines: Sequence[Line], counts: Sequence[Counted]) -> Sums:
    mine = [line for line in lines if share is None or line.share == share]
    handed = sum(line.handed_by == device_id for line in lines)
    count = next((one for one in counts if one.device_id == device_id), None)
    if count is None:
        settled = sum(line.state != _OUT and line.handed_by != device_id for line in mine)
        return Sums(taken=len(mine), handed=handed, elsewhere=settled, open=len(mine) - handed - settled)
    return Sums(
        taken=len(mine),
        handed=count.handed,
        returned=len(count.returned),
        wrong=len(count.wrong),
        missing=len(count.missing),
        elsewhere=len(count.elsewhere),
    )


def _contradictions(count: Counted, lines: Sequence[Line], counts: Sequence[Counted]) -> list[Contradiction]:
    by_id = {line.card_id: line for line in lines}
    others = frozenset[str]().union(
        *(one.returned | one.wrong | one.missing for one in counts if one.device_id != count.device_id)
    )
    found = []
    for card_id in sorted(count.returned):
        if by_id[card_id].state == _HANDED:
            found.append(("handed_and_returned", card_id))
        elif by_id[card_id].state == _RECALLED:
            found.append(("wrong_and_returned", card_id))
        elif card_id in others:
            found.append(("counted_twice", card_id))
    found += [("handed_and_missing", card_id) for card_id in sorted(count.missing) if by_id[card_id].state == _HANDED]
    found += [
        ("not_recorded_as_wrong", card_id) for card_id in sorted(count.wrong) if by_id[card_id].state != _RECALLED
    ]
    for card_id in sorted(count.elsewhere):
        handed_by = by_id[card_id].handed_by
        if card_id not in others and handed_by in (None, count.device_id) and by_id[card_id].state == _OUT:
            found.append(("not_elsewhere", card_id))
    return [Contradiction(kind, card_id, count.device_id) for kind, card_id in found]
