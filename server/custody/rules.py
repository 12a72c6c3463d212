"""Hands a card can be in, and how long it has lain there. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.rules import policy

HolderKind = Literal["supplier", "vault", "round", "cardholder", "office"]


@dataclass(frozen=True)
class Holder:
    """One hand. `id` is that of the vault, round or cardholder; a supplier and an office have none."""

    kind: HolderKind
    id: str | None = None


@dataclass(frozen=True)
class Occasion:
    """When, by whom and on what occasion cards move.

    officer_id is by default whoever acts; `at` is by default now. clause, where given, is more
    exact than the machine's.
    """

    officer_id: str | None = None
    second_officer_id: str | None = None
    at: datetime | None = None
    round_id: str | None = None
    event_id: str | None = None
    receipt_id: str | None = None
    reason: str | None = None
    clause: str | None = None


def age_steps() -> list[tuple[int, int | None]]:
    """Return the steps of age in days: [(0, 30), (30, 90), …, (365, None)]."""
    edges: list[int] = [0, *policy("custody.age_days")]
    return list(zip(edges, [*edges[1:], None], strict=True))
