"""Named places at which a test makes the server die (reliability faults S1, S4); without effect unless armed."""

import os
from collections.abc import Callable

_EXIT_STATUS = 70
_remaining: dict[str, int] = {}
_actions: dict[str, Callable[[], None]] = {}


def arm(spec: str, fail: Callable[[], None] | None = None) -> None:
    """Fail at the n-th passage of a place: `after_commit:3`, several parted by commas.

    `fail` is what happens there; by default the process ends at once, as by a power cut.
    """
    for part in filter(None, spec.split(",")):
        name, _, count = part.partition(":")
        _remaining[name] = int(count or 1)
        _actions[name] = fail or _die


def disarm() -> None:
    """Forget every armed place."""
    _remaining.clear()
    _actions.clear()


def pass_by(name: str) -> None:
    """Mark a place; it fails when its armed count is used up."""
    if name not in _remaining:
        return
    _remaining[name] -= 1
    if _remaining[name] > 0:
        return
    del _remaining[name]
    _actions.pop(name)()


def _die() -> None:
    os._exit(_EXIT_STATUS)
