"""Gather a round's wrong faces as the lines of 附件4."""

from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer, Organisation
from server.cards.models import Bank, Card, Cardholder
from server.core.clock import local_date
from server.db import db
from server.forms.error_list.models import ErrorList, WrongCard
from server.issuance.models import WrongFace
from server.rounds.models import Round, RoundCard
from server.rounds.paper.queries import round_number
from server.rules import table


def error_list_of(leaving: Round) -> ErrorList:
    """Return 附件4 of a round: one line for every wrong face not taken back, in box order."""
    words = {row["code"]: str(row["zh"]) for row in table("reasons")["rows"] if row["list"] == "wrong_item"}
    return ErrorList(
        body=db.session.get_one(Organisation, leaving.organisation_id).form_body,
        bank=db.session.get_one(Bank, leaving.bank_code).name,
        place=leaving.place,
        held_on=leaving.planned_on,
        round_number=round_number(leaving),
        lines=tuple(_line(serial, row, words) for serial, row in enumerate(_wrong_faces(leaving.id), start=1)),
    )


def _wrong_faces(round_id: str) -> list[Any]:
    statement = (
        select(WrongFace, Card, Cardholder, Officer.name)
        .join(Card, Card.id == WrongFace.card_id)
        .join(Cardholder, Cardholder.id == WrongFace.cardholder_id)
        .join(Officer, Officer.id == WrongFace.officer_id)
        .join(RoundCard, (RoundCard.card_id == WrongFace.card_id) & (RoundCard.round_id == WrongFace.round_id))
        .where(WrongFace.round_id == round_id, WrongFace.corrected_by.is_(None))
        .order_by(RoundCard.ordinal)
    )
    return list(db.session.execute(statement))


def _line(serial: int, row: Any, words: dict[str, str]) -> WrongCard:
    wrong, card, holder, officer = row
    return WrongCard(
        serial=serial,
        name=holder.name,
        social_security_number=holder.social_security_number,
        card_number=card.number,
        wrong_items=tuple(words.get(item, item) for item in wrong.items),
        correct=wrong.correct or "",
        # The rules let no wrong card go (1.1.2.e): a record says that it was kept, or it is parked.
        card_kept=True,
        recalled_on=local_date(wrong.at),
        phone=holder.phone or "",
        officer=officer,
    )
