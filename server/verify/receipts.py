"""I10: no receipt is used twice, and each lies in its book and in the range of the tablet that gave it (2.4)."""

from collections import Counter

from sqlalchemy import select

from server.db import db
from server.issuance.receipt_books.models import ReceiptBook, ReceiptRange, ReceiptUse
from server.issuance.receipt_books.rules import receipt_numeral
from server.rounds.models import Lease
from server.verify.rules import Finding


def check() -> Finding:
    """Hold every receipt, given or void, against its book and range."""
    finding = Finding("I10", "receipts are used once and from their own range")
    uses = list(db.session.scalars(select(ReceiptUse).where(ReceiptUse.corrected_by.is_(None))))
    for use in uses:
        finding.count(use.state)
    times = Counter(use.receipt_number for use in uses)
    finding.problems += [f"receipt {one} was used {count} times" for one, count in times.items() if count > 1]
    finding.problems += [f"receipt {one.receipt_number} is of no range of its tablet" for one in uses if not _fits(one)]
    return finding


def _fits(use: ReceiptUse) -> bool:
    book = db.session.get_one(ReceiptBook, use.book_id)
    numeral = receipt_numeral(use.receipt_number, book.prefix, book.digits)
    if numeral is None or not book.first <= numeral <= book.last:
        return False
    ranges = (
        select(ReceiptRange.lease_id)
        .join(Lease, Lease.id == ReceiptRange.lease_id)
        .where(
            Lease.device_id == use.device_id,
            Lease.round_id == use.round_id,
            ReceiptRange.book_id == book.id,
            ReceiptRange.first <= numeral,
            ReceiptRange.last >= numeral,
        )
    )
    # What was settled at the desk, or typed in from paper, is of the officer's own book.
    at_a_desk = select(Lease.id).where(Lease.device_id == use.device_id).limit(1)
    return db.session.scalar(ranges) is not None or db.session.scalar(at_a_desk) is None
