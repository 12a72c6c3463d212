"""Read the recall list."""

from typing import Any

from sqlalchemy import Select, and_, select

from server.accounts.officers.models import Officer
from server.accounts.scope import scoped
from server.activation.models import Activation
from server.cards.models import Card, Cardholder
from server.core.errors import Refusal
from server.core.masks import mask_card_number, mask_identity_number, mask_phone
from server.db import db
from server.db.paging import Page, paged
from server.issuance.models import FinanceReport, HandOver
from server.issuance.recalls.models import RecallSettlement

_STILL_ANSWERS = and_(
    RecallSettlement.activation_id == Activation.id, RecallSettlement.refused_at == Activation.settled_at
)


def recalls(page: int, per_page: int, state: str | None = None) -> Page[Activation]:
    """Return refused activations of cards that are handed over, the oldest refusal first."""
    settled = select(RecallSettlement.activation_id).where(_STILL_ANSWERS).exists()
    statement = _refused()
    if state:
        statement = statement.where(settled if state == "settled" else ~settled)
    return paged(statement.order_by(Activation.settled_at, Activation.id), page, per_page)


def recall_in_scope(activation_id: str) -> Activation:
    """Return a line of the recall list that whoever acts may see, held.

    Raises:
        Refusal: not_found.
    """
    found = db.session.scalar(_refused().where(Activation.id == activation_id).with_for_update())
    if found is None:
        raise Refusal("not_found")
    return found


def settlement_of(activation: Activation) -> RecallSettlement | None:
    """Return what people made of the refusal that stands, or None."""
    return db.session.get(RecallSettlement, (activation.id, activation.settled_at))


def describe_recalls(found: list[Activation]) -> list[dict[str, Any]]:
    """Return lines with person, card, village and what was settled; numbers are masked."""
    cards = {card.id: (card, holder) for card, holder in _cards([one.card_id for one in found])}
    settled = _settlements([one.id for one in found])
    return [_line(one, *cards[one.card_id], settled.get((one.id, one.settled_at))) for one in found]


def _refused() -> Select[Activation]:
    reported = select(HandOver.id).where(HandOver.id == Activation.event_id, HandOver.corrected_by.is_(None))
    finance = select(FinanceReport.id).where(
        FinanceReport.id == Activation.event_id, FinanceReport.corrected_by.is_(None)
    )
    statement = scoped(select(Activation), Activation).where(Activation.state == "refused")
    return statement.where(reported.exists() | finance.exists())


def _cards(card_ids: list[str]) -> list[tuple[Card, Cardholder]]:
    statement = select(Card, Cardholder).join(Cardholder, Cardholder.id == Card.cardholder_id)
    return [(row[0], row[1]) for row in db.session.execute(statement.where(Card.id.in_(card_ids)))]


def _settlements(activation_ids: list[str]) -> dict[tuple[str, Any], tuple[RecallSettlement, str]]:
    """Return the settlements of these lines with who made them, by line and refusal."""
    statement = select(RecallSettlement, Officer.name).join(Officer, Officer.id == RecallSettlement.settled_by)
    rows = db.session.execute(statement.where(RecallSettlement.activation_id.in_(activation_ids)))
    return {(one.activation_id, one.refused_at): (one, name) for one, name in rows}


def _line(
    activation: Activation, card: Card, holder: Cardholder, settlement: tuple[RecallSettlement, str] | None
) -> dict[str, Any]:
    settled, settled_by = settlement or (None, None)
    return {
        "id": activation.id,
        "kind": activation.kind,
        "problem": activation.problem,
        "refused_at": activation.settled_at,
        "event_id": activation.event_id,
        "card_id": card.id,
        "card_number_masked": mask_card_number(card.number),
        "bank_code": card.bank_code,
        "name": holder.name,
        "social_security_number_masked": mask_identity_number(holder.social_security_number),
        "phone_masked": mask_phone(holder.phone) if holder.phone else None,
        "village_code": holder.village_code,
        "group_name": holder.group_name,
        "state": "settled" if settled else "open",
        "how": settled.how if settled else None,
        "note": settled.note if settled else None,
        "settled_at": settled.at if settled else None,
        "settled_by": settled_by,
    }
