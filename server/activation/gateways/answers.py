"""What a far side is asked and what it can answer."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Outcome = Literal["confirmed", "refused", "unknown", "not_sent", "absent"]


@dataclass(frozen=True)
class Request:
    """A request under its business key; `body` is what the contract of the far side names."""

    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """How a call ended.

    confirmed, refused: the far side has decided. unknown: it may have acted, we cannot tell.
    not_sent: it certainly has not acted. absent: it was asked and knows nothing of the key.
    """

    outcome: Outcome
    reference: str | None = None
    problem: str | None = None
    retry_after: float | None = None


class FarSide(Protocol):
    """A system that activates one function of a card."""

    def ask(self, request: Request) -> Answer:
        """Ask for the activation; the same key twice has one effect."""

    def query(self, key: str) -> Answer:
        """Ask what became of a key; changes nothing."""
