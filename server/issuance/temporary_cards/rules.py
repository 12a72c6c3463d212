"""How temporary cards and receipts go their way. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from server.rules import initial_state, next_state

MACHINE = "temporary_card"
FEE_DUE = ("lost", "damaged")
# What a task found too late may come to: a settlement, or the list was wrong.
OUTCOMES = ("returned", "lost", "damaged", "list_wrong")


class Numbers(NamedTuple):
    """A run of receipt numbers; none where `first` is past `last`."""

    first: int
    last: int


def settled_state(how: str) -> str:
    """Return the state of a temporary card that was taken back, or paid for (2.2, 2.3)."""
    return next_state(MACHINE, initial_state(MACHINE), "pay" if how in FEE_DUE else "take_back")


def shown_state(stored: str, recovery: str | None) -> str:
    """Return the state with what the card-management system answered to its recovery (2.2)."""
    return next_state(MACHINE, stored, "recycle") if recovery == "confirmed" else stored


def receipt_text(prefix: str, number: int, digits: int) -> str:
    """Return a receipt's number as it is printed: TS-000123."""
    return f"{prefix}{number:0{digits}d}"


def receipt_numeral(text: str, prefix: str, digits: int) -> int | None:
    """Return the numeral of a printed receipt number, None where it is not of this book's form."""
    numeral = text.removeprefix(prefix)
    whole = numeral.isascii() and numeral.isdigit() and len(numeral) == digits
    return int(numeral) if whole and text == prefix + numeral else None


def free_run(book: Numbers, taken: Iterable[int], wanted: int) -> Numbers | None:
    """Return the first run of up to `wanted` numbers of a book that nobody has taken, None when it is used up."""
    occupied = set(taken)
    first = next((number for number in range(book.first, book.last + 1) if number not in occupied), None)
    if first is None:
        return None
    last = first
    while last < book.last and last - first + 1 < wanted and last + 1 not in occupied:
        last += 1
    return Numbers(first, last)
