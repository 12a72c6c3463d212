"""Whose portraits a batch waits for."""

from typing import NamedTuple

from sqlalchemy import func, select

from server.accounts.scope import scoped
from server.cards.models import Card, Cardholder
from server.db import db


class Sitter(NamedTuple):
    """A person of the batch, with what evidence of their card must say."""

    cardholder_id: str
    card_id: str
    area_code: str
    bank_code: str


def sitters(batch_id: str) -> tuple[dict[str, str], dict[str, Sitter]]:
    """Return {number: cardholder id} by social security and card number, and the people by id."""
    statement = scoped(
        select(
            Cardholder.id,
            Card.id,
            Card.scope_area_code,
            Card.bank_code,
            Cardholder.social_security_number,
            Card.number,
        ).join(Cardholder, Cardholder.id == Card.cardholder_id),
        Card,
    )
    rows = db.session.execute(statement.where(Card.batch_id == batch_id)).all()
    numbers = {row[5]: row[0] for row in rows} | {row[4]: row[0] for row in rows}
    return numbers, {row[0]: Sitter(*row[:4]) for row in rows}


def without_portrait(batch_id: str) -> int:
    """Return how many people of a batch have no portrait."""
    statement = scoped(
        select(func.count()).select_from(Card).join(Cardholder, Cardholder.id == Card.cardholder_id), Card
    )
    return db.session.scalar(statement.where(Card.batch_id == batch_id, Cardholder.portrait_sha256.is_(None))) or 0
