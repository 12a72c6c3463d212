"""Which epochs of a tablet ended with a gap. Pure."""

from collections.abc import Mapping
from typing import NamedTuple


class EpochGap(NamedTuple):
    """An older epoch of which the tablet told more records than are here."""

    epoch: int
    told: int
    held: int


def lost_epochs(told: Mapping[int, int], held: Mapping[int, int], current: int) -> list[EpochGap]:
    """Return the epochs before the current one whose last number told is above the last one held."""
    older = sorted(epoch for epoch in told if epoch < current)
    return [EpochGap(one, told[one], held.get(one, 0)) for one in older if told[one] > held.get(one, 0)]


def highest_of_both(told: Mapping[int, int], held: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return (epoch, last number) as a tablet must heed it: no number is used twice, even one that never came."""
    return [(epoch, max(told.get(epoch, 0), held.get(epoch, 0))) for epoch in sorted({*told, *held})]
