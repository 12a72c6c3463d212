"""Print a receipt."""

from server import audit
from server.db import transaction
from server.forms.fee_receipt.actions import print_fee_receipt
from server.forms.fee_receipt.models import Paper
from server.forms.models import PrintedForm
from server.issuance.receipts.queries import receipt_of


def print_receipt(settlement_id: str, paper: Paper) -> PrintedForm:
    """Return the receipt of one fee as PDF and note who printed it (2.3).

    Raises:
        Refusal: not_found.
    """
    receipt = receipt_of(settlement_id)
    with transaction():
        audit.record("print_receipt", "temporary_card_settlement", settlement_id, "2.3", paper=paper)
    return print_fee_receipt(receipt, paper)
