"""Read receipts and their discrepancies."""

from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer
from server.cards.batches.queries import batch_in_scope
from server.cards.models import Card
from server.core.errors import Refusal
from server.core.masks import mask_card_number
from server.custody.models import Discrepancy, Vault, VaultReceipt
from server.db import db


def receipt_of_batch(batch_id: str) -> VaultReceipt | None:
    """Return the receipt of a batch, None before it was received."""
    return db.session.scalar(select(VaultReceipt).where(VaultReceipt.batch_id == batch_id))


def shown_receipt(batch_id: str) -> dict[str, Any]:
    """Return the receipt of a batch in scope, with names and its discrepancies.

    Raises:
        Refusal: not_found — no such batch, or not yet received.
    """
    receipt = receipt_of_batch(batch_in_scope(batch_id).id)
    if receipt is None:
        raise Refusal("not_found")
    officers = {
        officer.id: {"id": officer.id, "name": officer.name}
        for officer in db.session.scalars(
            select(Officer).where(Officer.id.in_([receipt.counted_by, receipt.second_officer_id]))
        )
    }
    vault = db.session.get_one(Vault, receipt.vault_id)
    return {
        "id": receipt.id,
        "batch_id": receipt.batch_id,
        "vault": {"id": vault.id, "name": vault.name},
        "expected": receipt.expected,
        "counted": receipt.counted,
        "counted_by": officers[receipt.counted_by],
        "second_officer": officers.get(receipt.second_officer_id or ""),
        "at": receipt.at,
        "note": receipt.note,
        "differences": _differences(receipt.id),
    }


def _differences(receipt_id: str) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Discrepancy, Card.number, Card.box_position)
        .outerjoin(Card, Card.id == Discrepancy.card_id)
        .where(Discrepancy.receipt_id == receipt_id)
        .order_by(Discrepancy.opened_at, Discrepancy.id)
    )
    return [
        {
            "id": found.id,
            "kind": found.kind,
            "card_id": found.card_id,
            "card_number_masked": mask_card_number(number) if number else None,
            "box_position": position,
            "detail": found.detail,
            "state": found.state,
        }
        for found, number, position in rows
    ]
