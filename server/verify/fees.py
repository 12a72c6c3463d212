"""I9: what was charged for temporary cards is what the receipts that are not void say, to the fen (2.3)."""

from sqlalchemy import select

from server.db import db
from server.issuance.receipt_books.models import ReceiptUse
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rules import policy
from server.verify.rules import Finding


def check() -> Finding:
    """Compare every fee with its receipt."""
    finding = Finding("I9", "fees are the sum of their receipts")
    charged = select(TemporaryCardSettlement.receipt_number, TemporaryCardSettlement.fee_fen).where(
        TemporaryCardSettlement.fee_fen > 0, TemporaryCardSettlement.corrected_by.is_(None)
    )
    given = select(ReceiptUse.receipt_number, ReceiptUse.amount_fen).where(
        ReceiptUse.state == "used", ReceiptUse.corrected_by.is_(None)
    )
    fees = {(row[0], row[1]) for row in db.session.execute(charged)}
    receipts = {(row[0], row[1]) for row in db.session.execute(given)}
    finding.count("fees", len(fees))
    finding.count("fen", sum(amount for _, amount in fees))
    due = policy("temporary_card.fee_fen")
    finding.problems += [f"fee {number} has no receipt of its amount" for number, _ in sorted(fees - receipts)]
    finding.problems += [f"receipt {number} has no fee of its amount" for number, _ in sorted(receipts - fees)]
    finding.problems += [f"fee {number} is not the one due" for number, amount in sorted(fees) if amount != due]
    return finding
