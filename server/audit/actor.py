"""Who acts: set once per request or job, read wherever something is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """An officer, a device, or a named part of the system; a tablet's upload has both of the first."""

    officer_id: str | None = None
    device_id: str | None = None
    system: str | None = None


_NOBODY = Actor(system="unknown")
_current: ContextVar[Actor] = ContextVar("actor", default=_NOBODY)


def actor() -> Actor:
    """Return who acts now."""
    return _current.get()


@contextmanager
def acting_as(who: Actor) -> Iterator[None]:
    """Let `who` act inside the block."""
    token = _current.set(who)
    try:
        yield
    finally:
        _current.reset(token)
