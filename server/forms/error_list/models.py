"""A list of wrong cards as plain data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WrongCard:
    """One card with a wrong face; what the face says wrong stands in `wrong_items`, as the words for paper."""

    serial: int
    name: str
    social_security_number: str
    card_number: str
    wrong_items: tuple[str, ...]
    correct: str
    card_kept: bool
    recalled_on: date | None
    phone: str
    officer: str
    remarks: str = ""


@dataclass(frozen=True)
class ErrorList:
    """The wrong cards of one round; `body` is whose form it is."""

    body: str
    bank: str
    place: str
    held_on: date
    round_number: str
    lines: tuple[WrongCard, ...]
