"""Read receipt books, and what is known of a receipt."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer
from server.accounts.scope import scoped
from server.db import db
from server.db.paging import Page, paged
from server.issuance.receipt_books.models import ReceiptBook, ReceiptRange, ReceiptUse
from server.issuance.receipt_books.rules import Numbers, receipt_numeral
from server.rounds.models import Lease, Round

_USED = "used"
_ENDED = ("closed", "cancelled")
# An empty range: no number lies in it.
_NONE_SET_ASIDE: dict[str, Any] = {"prefix": "", "first": 1, "last": 0, "digits": 0}


def receipt_facts(lease_id: str | None, receipt_number: str, card_id: str | None) -> dict[str, Any] | None:
    """Return what the guards ask about a receipt: the lease's range, and whether the number is taken (2.4).

    A record from paper names no lease: any book's numbers will do. None where the receipt was given for this very
    card before: the fee was paid first and the card comes now.
    """
    use = receipt_use_of(receipt_number)
    if use is not None and use.state == _USED and use.card_id == card_id:
        return None
    known = _NONE_SET_ASIDE
    found = db.session.get(ReceiptRange, lease_id) if lease_id else book_with(receipt_number)
    if found is not None:
        book = db.session.get_one(ReceiptBook, found.book_id) if isinstance(found, ReceiptRange) else found
        known = {"prefix": book.prefix, "first": found.first, "last": found.last, "digits": book.digits}
    return {**known, "used": [receipt_number] if use else []}


def receipt_use_of(receipt_number: str) -> ReceiptUse | None:
    """Return how a receipt was used or voided, or None."""
    statement = select(ReceiptUse).where(ReceiptUse.receipt_number == receipt_number, ReceiptUse.corrected_by.is_(None))
    return db.session.scalar(statement)


def describe_range(found: ReceiptRange) -> dict[str, Any]:
    """Return the receipts set aside for a lease as its bundle names them."""
    book = db.session.get_one(ReceiptBook, found.book_id)
    return {
        "book_id": book.id,
        "prefix": book.prefix,
        "first": found.first,
        "last": found.last,
        "digits": book.digits,
    }


def books_of_officer(officer_id: str) -> list[ReceiptBook]:
    """Return the books in an officer's hands, the oldest first, held until the running action ends."""
    statement = select(ReceiptBook).where(ReceiptBook.officer_id == officer_id)
    return list(db.session.scalars(statement.order_by(ReceiptBook.added_at, ReceiptBook.id).with_for_update()))


def taken_numbers(book: ReceiptBook) -> set[int]:
    """Return the numbers of a book that were used, voided, or set aside for a round that is still out.

    A tablet that was lost keeps its numbers: what it printed may still turn up.
    """
    used = select(ReceiptUse.receipt_number).where(ReceiptUse.book_id == book.id, ReceiptUse.corrected_by.is_(None))
    numerals = (receipt_numeral(one, book.prefix, book.digits) for one in db.session.scalars(used))
    out = (
        select(ReceiptRange.first, ReceiptRange.last)
        .join(Lease, Lease.id == ReceiptRange.lease_id)
        .join(Round, Round.id == ReceiptRange.round_id)
        .where(ReceiptRange.book_id == book.id, Round.state.not_in(_ENDED) | Lease.lost_at.is_not(None))
    )
    aside = (number for first, last in db.session.execute(out) for number in range(first, last + 1))
    return {numeral for numeral in numerals if numeral is not None} | set(aside)


def book_with(receipt_number: str) -> ReceiptBook | None:
    """Return the book a printed number belongs to, or None."""
    digits = "0123456789"
    prefix = receipt_number.rstrip(digits)
    for book in db.session.scalars(select(ReceiptBook).where(ReceiptBook.prefix == prefix)):
        numeral = receipt_numeral(receipt_number, book.prefix, book.digits)
        if numeral is not None and book.first <= numeral <= book.last:
            return book
    return None


def overlapping_book(prefix: str, numbers: Numbers) -> ReceiptBook | None:
    """Return a book that holds one of these numbers already, whoever has it."""
    statement = select(ReceiptBook).where(
        ReceiptBook.prefix == prefix, ReceiptBook.first <= numbers.last, ReceiptBook.last >= numbers.first
    )
    return db.session.scalar(statement.limit(1))


def receipt_books(page: int, per_page: int) -> Page[ReceiptBook]:
    """Return the receipt books in scope, the newest first."""
    statement = scoped(select(ReceiptBook), ReceiptBook)
    return paged(statement.order_by(ReceiptBook.added_at.desc(), ReceiptBook.id), page, per_page)


def describe_books(books: Sequence[ReceiptBook]) -> list[dict[str, Any]]:
    """Return books with their officers and how many of their numbers are used, voided, set aside and free."""
    names = _officer_names({book.officer_id for book in books})
    return [{**_columns(book), "officer_name": names.get(book.officer_id, ""), **_counts(book)} for book in books]


def _counts(book: ReceiptBook) -> dict[str, int]:
    uses = db.session.execute(
        select(ReceiptUse.state).where(ReceiptUse.book_id == book.id, ReceiptUse.corrected_by.is_(None))
    ).scalars()
    states = list(uses)
    taken = len(taken_numbers(book))
    return {
        "used": states.count("used"),
        "void": states.count("void"),
        "set_aside": taken - len(states),
        "free": book.last - book.first + 1 - taken,
    }


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _officer_names(ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}
