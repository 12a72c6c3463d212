"""Read the fees of temporary cards as receipts."""

from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer, Organisation
from server.accounts.scope import scoped
from server.cards.models import Card, Cardholder
from server.core.clock import local_date
from server.core.errors import Refusal
from server.db import db
from server.forms.fee_receipt.models import FeeReceipt
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.models import Round


def receipt_of(settlement_id: str) -> FeeReceipt:
    """Return the receipt of one fee; one that was taken back is void.

    Raises:
        Refusal: not_found — no such settlement in scope, or nothing was paid.
    """
    row = db.session.execute(_paid().where(TemporaryCardSettlement.id == settlement_id)).first()
    if row is None:
        raise Refusal("not_found")
    paid, card, holder, collector, unit, place = row
    return FeeReceipt(
        number=paid.receipt_number,
        payer=holder.name,
        why=paid.how,
        amount_fen=paid.fee_fen,
        paid_on=local_date(paid.at),
        # A fee outside any round is taken at the office itself.
        place=place or unit,
        unit=unit,
        collector=collector,
        card_number=card.number,
        void=paid.corrected_by is not None,
    )


def describe_receipts(round_id: str) -> dict[str, Any]:
    """Return the receipts of a round in their numbers' order, and what they come to."""
    statement = _paid().where(TemporaryCardSettlement.round_id == round_id)
    rows = db.session.execute(statement.order_by(TemporaryCardSettlement.receipt_number)).all()
    items = [
        {
            "id": paid.id,
            "receipt_number": paid.receipt_number,
            "how": paid.how,
            "amount_fen": paid.fee_fen,
            "name": holder.name,
            "collector_name": collector,
            "at": paid.at,
            "void": paid.corrected_by is not None,
        }
        for paid, _, holder, collector, _, _ in rows
    ]
    total = sum(item["amount_fen"] for item in items if not item["void"])
    return {"items": items, "total": len(items), "amount_fen": total}


def _paid() -> Any:
    statement: Any = (
        select(TemporaryCardSettlement, Card, Cardholder, Officer.name, Organisation.name, Round.place)
        .join(Card, Card.id == TemporaryCardSettlement.card_id)
        .join(Cardholder, Cardholder.id == TemporaryCardSettlement.cardholder_id)
        .join(Officer, Officer.id == TemporaryCardSettlement.officer_id)
        .join(Organisation, Organisation.id == Officer.organisation_id)
        .outerjoin(Round, Round.id == TemporaryCardSettlement.round_id)
        .where(TemporaryCardSettlement.receipt_number.is_not(None))
    )
    return scoped(statement, TemporaryCardSettlement)
