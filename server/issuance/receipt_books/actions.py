"""Give books out, set receipts aside for tablets, void what was spoilt."""

from typing import Any

from server import audit
from server.accounts.officers.queries import officer_in_scope
from server.accounts.scope import reach_of
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.issuance.filing.actions import placed, refuse_by_rules
from server.issuance.receipt_books.models import ReceiptBook, ReceiptRange, ReceiptUse
from server.issuance.receipt_books.queries import (
    book_with,
    books_of_officer,
    overlapping_book,
    receipt_use_of,
    taken_numbers,
)
from server.issuance.receipt_books.rules import Numbers, free_run, receipt_numeral
from server.issuance.rules import Report
from server.rounds.models import Lease, Round
from server.rules import policy

_VOID = "void"


def add_receipt_book(officer_id: str, prefix: str, numbers: Numbers, digits: int, added_by: str) -> ReceiptBook:
    """Put a book of numbered receipts into an officer's hands (2.4).

    Raises:
        Refusal: not_found; receipt_book_empty; receipt_book_overlaps.
    """
    if numbers.first > numbers.last or len(str(numbers.last)) > digits:
        raise Refusal("receipt_book_empty")
    with transaction():
        officer = officer_in_scope(officer_id)
        if overlapping_book(prefix, numbers) is not None:
            raise Refusal("receipt_book_overlaps")
        areas = reach_of(officer.organisation).areas
        book = ReceiptBook(
            id=new_id(),
            officer_id=officer.id,
            organisation_id=officer.organisation_id,
            area_code=(areas[0] if areas else "").ljust(12, "0"),
            prefix=prefix,
            first=numbers.first,
            last=numbers.last,
            digits=digits,
            added_by=added_by,
            added_at=utc_now(),
        )
        db.session.add(book)
        audit.record("add_receipt_book", "receipt_book", book.id, "2.4", officer=officer.id)
    return book


def set_receipts_aside(leaving: Round, lease: Lease) -> ReceiptRange | None:
    """Return receipts of the specialist's books for one tablet, so that no other prints their numbers (2.4).

    The caller stores the range once its lease is stored. None: the specialist has no receipts left.
    """
    for book in books_of_officer(leaving.specialist_id):
        run = free_run(Numbers(book.first, book.last), taken_numbers(book), policy("receipt.lease_count"))
        if run is not None:
            return ReceiptRange(lease_id=lease.id, book_id=book.id, round_id=leaving.id, first=run.first, last=run.last)
    return None


def void_receipt(report: Report) -> None:
    """Note a receipt that was spoilt before it was given; its number is never used again (2.4).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        refuse_by_rules(report, None)
        number = report.payload["receipt_number"]
        audit.record("void_receipt", "event", report.id, "2.4", receipt=number)
        db.session.add(
            ReceiptUse(
                **placed(report),
                **receipt_columns(number),
                state=_VOID,
                amount_fen=0,
                reason=report.payload["reason"],
                officer_id=report.body["officer"],
                at=report.moment,
            )
        )


def receipt_columns(number: str) -> dict[str, Any]:
    """Return the columns that name a receipt.

    Raises:
        Refusal: receipt_out_of_range — it is of no book.
    """
    book = book_with(number)
    if book is None:
        raise Refusal("receipt_out_of_range")
    return {"book_id": book.id, "receipt_number": number}


def refuse_receipt_of_others(number: str, officer_id: str) -> None:
    """See that a receipt is of the officer's own book and that nobody else can give it.

    Raises:
        Refusal: receipt_missing, receipt_out_of_range, receipt_used_twice.
    """
    if not number:
        raise Refusal("receipt_missing")
    book = book_with(number)
    if book is None or book.officer_id != officer_id:
        raise Refusal("receipt_out_of_range")
    if receipt_use_of(number) is not None:
        raise Refusal("receipt_used_twice")
    # Numbers that a tablet has along may be printed there this very moment.
    if receipt_numeral(number, book.prefix, book.digits) in taken_numbers(book):
        raise Refusal("receipt_out_of_range")
