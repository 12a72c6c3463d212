"""Freeze a card by a record, and let it go when no record of that kind stands any more, or two people say so."""

from sqlalchemy import exists, select

from server.cards.actions import change_state
from server.cards.models import Card
from server.cards.rules import FROZEN
from server.core.errors import Refusal
from server.db import db, transaction
from server.issuance.freezes.queries import standing_deaths
from server.issuance.freezes.rules import FREEZING
from server.issuance.models import NotServed
from server.rounds.models import Round

_CLOSED = "closed"


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


def release_at_the_desk(card: Card, counter_id: str, pair: tuple[str, str]) -> None:
    """Let a card go whose holder was wrongly noted as deceased; two people found so after the close (3.1.a).

    `pair` are the two, `counter_id` their counter-entry; before the close the tablet corrects its own record.

    Raises:
        Refusal: not_frozen, frozen_in_an_open_round, own_record.
    """
    with transaction():
        told = standing_deaths(card.id)
        if card.freeze_state != FROZEN or not told:
            raise Refusal("not_frozen")
        if any(db.session.get_one(Round, one.round_id).state != _CLOSED for one in told):
            raise Refusal("frozen_in_an_open_round")
        if {one.officer_id for one in told} & set(pair):
            raise Refusal("own_record")
        for one in told:
            one.corrected_by = counter_id
        change_state(card.id, "freeze", "correct", event_id=counter_id)
