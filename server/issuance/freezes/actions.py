"""Freeze a card by a record, and let it go when no record of that kind stands any more."""

from sqlalchemy import exists, select

from server.cards.actions import change_state
from server.cards.models import Card
from server.cards.rules import FROZEN
from server.db import db, transaction
from server.issuance.freezes.rules import FREEZING
from server.issuance.models import NotServed


def freeze_by(told: NotServed, card: Card) -> None:
    """Freeze the card where the reason is one that freezes; a second record of it changes nothing (3.1.a)."""
    with transaction():
        if told.reason in FREEZING and card.freeze_state != FROZEN:
            change_state(card.id, "freeze", "freeze", event_id=told.id)


def release_after(told: NotServed, card: Card, correction_id: str) -> None:
    """Let the card go when the record that froze it is taken back and no other one says the same (4.1.1.b)."""
    with transaction():
        if told.reason not in FREEZING or card.freeze_state != FROZEN:
            return
        another = exists().where(
            NotServed.card_id == card.id,
            NotServed.id != told.id,
            NotServed.reason.in_(FREEZING),
            NotServed.corrected_by.is_(None),
        )
        if not db.session.scalar(select(another)):
            change_state(card.id, "freeze", "correct", event_id=correction_id)
