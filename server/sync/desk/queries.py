"""Read what a typed row is about, and what the desk has filed before."""

from collections.abc import Collection

from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import DESK
from server.core.signed_records import body_of
from server.db import db
from server.issuance.models import HandOver, NotServed, WrongFace
from server.rounds.models import Lease
from server.rounds.queries import cards_of, people_of
from server.sync.desk.models import RowSubject
from server.sync.intake.rules import NO_PAPER, Paper
from server.sync.models import Event
from server.sync.rules import START, Head


def subjects_of(round_id: str) -> dict[int, RowSubject]:
    """Return whom each row of a round's roster is about, by its place in box order."""
    return {
        line.ordinal: RowSubject(
            card.id, card.area_code, card.number, holder.id, holder.social_security_number, line.temporary_card
        )
        for line, card, holder in people_of(round_id)
    }


def typed_before(round_id: str, card_ids: Collection[str]) -> set[str]:
    """Return the cards of which the desk has typed in a row that stands, or that waits for people."""
    found = _parked(round_id) & set(card_ids)
    for model in (HandOver, NotServed, WrongFace):
        statement = (
            select(model.card_id)
            .join(Device, Device.id == model.device_id)
            .where(
                Device.kind == DESK,
                model.round_id == round_id,
                model.card_id.in_(card_ids),
                model.corrected_by.is_(None),
            )
        )
        found |= set(db.session.scalars(statement))
    return found


def paper_beside(device_id: str, round_ids: Collection[str]) -> Paper:
    """Return what stands from paper in the rounds of a tablet's upload; of a desk's own records, nothing."""
    is_desk = select(Device.id).where(Device.id == device_id, Device.kind == DESK)
    typed_in = select(Event.round_id).join(Device, Device.id == Event.device_id).where(Device.kind == DESK)
    found = db.session.scalars(typed_in.where(Event.round_id.in_(sorted(round_ids))).distinct())
    rounds = {one for one in found if one}
    if not rounds or db.session.scalar(is_desk) is not None:
        return NO_PAPER
    lost = select(Lease.round_id).where(
        Lease.device_id == device_id, Lease.round_id.in_(sorted(rounds)), Lease.lost_at.is_not(None)
    )
    cards = {one: [card.id for card in cards_of(one)] for one in rounds}
    typed = {(one, card_id) for one, ids in cards.items() for card_id in typed_before(one, ids)}
    return Paper(frozenset(typed), frozenset(db.session.scalars(lost)))


def _parked(round_id: str) -> set[str]:
    waiting = (
        select(Event.content)
        .join(Device, Device.id == Event.device_id)
        .where(Device.kind == DESK, Event.round_id == round_id, Event.verdict == "parked", Event.settled_at.is_(None))
    )
    return {body_of(content)["payload"]["card_id"] for content in db.session.scalars(waiting)}


def head_of(device_id: str, epoch: int) -> Head:
    """Return the last record filed of one epoch of a device."""
    statement = select(Event.seq, Event.hash).where(Event.device_id == device_id, Event.epoch == epoch)
    row = db.session.execute(statement.order_by(Event.seq.desc()).limit(1)).first()
    return Head(row.seq, row.hash) if row else START
