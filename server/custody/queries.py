"""Read the ledger."""

from collections.abc import Iterable

from sqlalchemy import select

from server.core.errors import Refusal
from server.custody.models import Movement
from server.db import db


def movement_in_ledger(movement_id: int) -> Movement:
    """Return a line of the ledger.

    Raises:
        Refusal: not_found.
    """
    line = db.session.get(Movement, movement_id)
    if line is None:
        raise Refusal("not_found")
    return line


def movement_of_event(event_id: str, verbs: Iterable[str] = ("hand_over", "recall")) -> Movement | None:
    """Return the line that a tablet's record caused, or None when it caused none."""
    statement = select(Movement).where(Movement.event_id == event_id, Movement.verb.in_(list(verbs)))
    return db.session.scalar(statement)


def hand_over_before(card_id: str) -> str | None:
    """Return the record by which a card was last handed over, or None."""
    statement = select(Movement.event_id).where(Movement.card_id == card_id, Movement.verb == "hand_over")
    return db.session.scalar(statement.order_by(Movement.id.desc()).limit(1))


def movements_of_card(card_id: str) -> list[Movement]:
    """Return all lines of a card, the oldest first; the caller has checked that the card is in scope."""
    return list(db.session.scalars(select(Movement).where(Movement.card_id == card_id).order_by(Movement.id)))
