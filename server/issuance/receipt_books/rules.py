"""Numbers of receipts as they are printed, and which are free. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Numbers(NamedTuple):
    """A run of receipt numbers; none where `first` is past `last`."""

    first: int
    last: int


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
