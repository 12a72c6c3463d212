"""Read the notices of a round."""

from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer
from server.cards.models import Card, Cardholder
from server.core.masks import mask_name
from server.db import db
from server.rounds.models import RoundCard
from server.rounds.notices.models import RoundNotice

_REACHED = "reached"


def describe_notices(round_id: str) -> dict[str, Any]:
    """Return the log of a round, the newest notice first, and how many of its people were reached.

    A notice to the committee or to everybody reaches no single person: only those with a card of their own count.
    """
    statement = (
        select(RoundNotice, Officer.name, Cardholder.name, RoundCard.ordinal)
        .join(Officer, Officer.id == RoundNotice.operator_id)
        .outerjoin(Card, Card.id == RoundNotice.card_id)
        .outerjoin(Cardholder, Cardholder.id == Card.cardholder_id)
        .outerjoin(RoundCard, (RoundCard.card_id == RoundNotice.card_id) & (RoundCard.round_id == RoundNotice.round_id))
        .where(RoundNotice.round_id == round_id)
        .order_by(RoundNotice.at.desc(), RoundNotice.id.desc())
    )
    rows = db.session.execute(statement).all()
    people = {row[0].card_id for row in rows} - {None}
    reached = {row[0].card_id for row in rows if row[0].result == _REACHED} - {None}
    return {
        "items": [_shown(*row) for row in rows],
        "total": len(rows),
        "people_reached": len(reached),
        "people_unreachable": len(people - reached),
    }


def _shown(notice: RoundNotice, operator: str, name: str | None, ordinal: int | None) -> dict[str, Any]:
    return {
        "id": notice.id,
        "channel": notice.channel,
        "target": notice.target,
        "card_id": notice.card_id,
        "ordinal": ordinal,
        "name_masked": mask_name(name) if name else None,
        "result": notice.result,
        "note": notice.note,
        "operator_name": operator,
        "at": notice.at,
    }
