"""Gather a round's people for paper."""

from typing import Any

from sqlalchemy import select

from server.accounts.models import Area, Officer, Organisation
from server.cards.models import Bank, Card, Cardholder, ReservedProxy
from server.core.masks import mask_card_number, mask_identity_number, mask_name
from server.db import db
from server.forms.notification_list.models import InvitedPerson, NotificationList
from server.forms.paper_roster.models import PaperRoster, RosterRow
from server.rounds.models import Round, RoundCard
from server.rounds.paper.rules import row_code
from server.rounds.queries import people_of
from server.rules import policy


def notification_list_of(leaving: Round, from_time: str | None, to_time: str | None) -> NotificationList:
    """Return whom the village committee is to tell: names masked, no numbers, by group (1.2.2.a)."""
    opens, closes = policy("round.hours")
    people = sorted(people_of(leaving.id), key=lambda row: (row[2].group_name or "", row[0].ordinal))
    return NotificationList(
        body=_body_of(leaving),
        village=db.session.scalar(select(Area.name).where(Area.code == leaving.area_code)) or leaving.area_code,
        bank=_bank_of(leaving),
        place=leaving.place,
        held_on=leaving.planned_on,
        from_time=from_time or opens,
        to_time=to_time or closes,
        round_number=round_number(leaving),
        child_years=policy("person.id_card_years"),
        fee_yuan=f"{policy('temporary_card.fee_fen') / 100:g}",
        people=tuple(InvitedPerson(mask_name(holder.name), holder.group_name or "") for _, _, holder in people),
    )


def roster_of(leaving: Round) -> PaperRoster:
    """Return everybody of a round in box order, each row with its code (1.2.2.c)."""
    reserved = _reserved(leaving.id)
    return PaperRoster(
        body=_body_of(leaving),
        bank=_bank_of(leaving),
        place=leaving.place,
        held_on=leaving.planned_on,
        round_number=round_number(leaving),
        hr_officer=db.session.get_one(Officer, leaving.specialist_id).name,
        bank_officer=db.session.get_one(Officer, leaving.bank_manager_id).name,
        rows=tuple(_row(leaving.id, *row, reserved) for row in people_of(leaving.id)),
    )


def describe_rows(leaving: Round) -> dict[str, Any]:
    """Return the rows of a round's roster for the desk: code and masked person."""
    items = [
        {
            "row_code": row_code(leaving.id, line.ordinal),
            "ordinal": line.ordinal,
            "card_id": card.id,
            "box_position": card.box_position,
            "number_masked": mask_card_number(card.number),
            "name": holder.name,
            "social_security_number_masked": mask_identity_number(holder.social_security_number),
            "custody_state": card.custody_state,
        }
        for line, card, holder in people_of(leaving.id)
    ]
    return {"items": items, "total": len(items)}


def round_number(leaving: Round) -> str:
    """Return the number by which papers name a round."""
    return f"{leaving.area_code}-{leaving.number}"


def _row(round_id: str, line: RoundCard, card: Card, holder: Cardholder, reserved: dict[str, str]) -> RosterRow:
    return RosterRow(
        ordinal=line.ordinal,
        row_code=row_code(round_id, line.ordinal),
        box_position=card.box_position,
        name=holder.name,
        social_security_number=holder.social_security_number,
        address=holder.address or "",
        card_number=card.number,
        reserved_proxy=reserved.get(holder.id, ""),
        on_temporary_list=line.temporary_card,
    )


def _reserved(round_id: str) -> dict[str, str]:
    statement = (
        select(ReservedProxy.cardholder_id, ReservedProxy.name)
        .join(Card, Card.cardholder_id == ReservedProxy.cardholder_id)
        .join(RoundCard, RoundCard.card_id == Card.id)
        .where(RoundCard.round_id == round_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _body_of(leaving: Round) -> str:
    return db.session.get_one(Organisation, leaving.organisation_id).form_body


def _bank_of(leaving: Round) -> str:
    return db.session.get_one(Bank, leaving.bank_code).name
