"""A receipt as plain data."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# A6, a 58 mm strip for a pocket printer, or the three copies on one A4 sheet.
Paper = Literal["a6", "strip", "sheet"]


@dataclass(frozen=True)
class FeeReceipt:
    """One fee for one temporary card; `why` is lost | damaged, the amount is in fen."""

    number: str
    payer: str
    why: str
    amount_fen: int
    paid_on: date
    place: str
    unit: str
    collector: str
    card_number: str
    void: bool = False
