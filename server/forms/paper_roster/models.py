"""A paper roster as plain data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RosterRow:
    """One person and their card; `row_code` is what a scanner reads when the sheet comes back."""

    ordinal: int
    row_code: str
    box_position: str
    name: str
    social_security_number: str
    address: str
    card_number: str
    reserved_proxy: str
    on_temporary_list: bool


@dataclass(frozen=True)
class PaperRoster:
    """Everybody of one round in box order; `body` is whose form it is."""

    body: str
    bank: str
    place: str
    held_on: date
    round_number: str
    hr_officer: str
    bank_officer: str
    rows: tuple[RosterRow, ...]
