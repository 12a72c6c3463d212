"""Read what a typed row is about, and what the desk has filed before."""

from collections.abc import Collection

from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import DESK
from server.core.signed_records import body_of
from server.db import db
from server.issuance.models import HandOver, NotServed, WrongFace
from server.rounds.queries import people_of
from server.sync.desk.models import RowSubject
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
