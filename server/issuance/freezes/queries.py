"""Read frozen cards, and by which records they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Area
from server.accounts.officers.models import Officer
from server.accounts.scope import scoped
from server.cards.models import Card, Cardholder
from server.cards.rules import FROZEN
from server.core.masks import mask_card_number, mask_identity_number
from server.db import db
from server.db.paging import Page, paged
from server.issuance.freezes.rules import FREEZING
from server.issuance.models import NotServed
from server.rounds.models import Round


def standing_deaths(card_id: str) -> Sequence[NotServed]:
    """Return the records that keep a card frozen, the oldest first; the caller has checked the scope."""
    return _standing([card_id]).get(card_id, [])


def frozen_cards(page: int, per_page: int) -> Page[Card]:
    """Return the frozen cards, in the order of their villages and boxes."""
    statement = scoped(select(Card), Card).where(Card.freeze_state == FROZEN)
    return paged(statement.order_by(Card.scope_area_code, Card.box_sort, Card.id), page, per_page)


def describe_frozen(found: Sequence[Card]) -> list[dict[str, Any]]:
    """Return frozen cards with the first record that froze each; numbers are masked."""
    told = _standing([card.id for card in found])
    holders = _named(Cardholder, {card.cardholder_id for card in found})
    villages = _villages({holder.village_code for holder in holders.values() if holder.village_code})
    first = [records[0] for records in told.values()]
    officers = _named(Officer, {one.officer_id for one in first})
    rounds = _named(Round, {one.round_id for records in told.values() for one in records})
    return [
        {
            "card_id": card.id,
            "card_number_masked": mask_card_number(card.number),
            "box_position": card.box_position,
            "custody_state": card.custody_state,
            "name": holders[card.cardholder_id].name,
            "social_security_number_masked": mask_identity_number(holders[card.cardholder_id].social_security_number),
            "village_name": villages.get(holders[card.cardholder_id].village_code or ""),
            **_first(told.get(card.id, []), officers, rounds),
        }
        for card in found
    ]


def _first(told: Sequence[NotServed], officers: dict[str, Any], rounds: dict[str, Any]) -> dict[str, Any]:
    if not told:
        return {"at": None, "officer": None, "note": None, "round_id": None, "round_closed": True}
    one = told[0]
    return {
        "at": one.at,
        "officer": officers[one.officer_id].name,
        "note": one.note,
        "round_id": one.round_id,
        "round_closed": all(rounds[other.round_id].state == "closed" for other in told),
    }


def _standing(card_ids: Sequence[str]) -> dict[str, list[NotServed]]:
    statement = select(NotServed).where(
        NotServed.card_id.in_(card_ids), NotServed.reason.in_(FREEZING), NotServed.corrected_by.is_(None)
    )
    found: dict[str, list[NotServed]] = {}
    for one in db.session.scalars(statement.order_by(NotServed.at, NotServed.id)):
        found.setdefault(one.card_id, []).append(one)
    return found


def _named(model: Any, ids: set[str]) -> dict[str, Any]:
    return {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(ids)))}


def _villages(codes: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Area.code, Area.name).where(Area.code.in_(codes)))
    return {row.code: row.name for row in rows}
