"""Gather a round's hand-overs as the lines of 附件5."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import select

from server.accounts.models import Officer, Organisation
from server.cards.models import Bank, Card, Cardholder
from server.core.clock import local_date
from server.db import db
from server.evidence.blobs.queries import read_blob
from server.forms.collection_register.models import CollectionLine, CollectionRegister, TemporaryCardLine
from server.forms.typesetting.models import Ink, Signer
from server.issuance.models import HandOver
from server.rounds.models import Round, RoundCard
from server.rounds.queries import check_out_of

_TEMPORARY_OUTCOMES = {"returned": "returned", "lost_paid": "fee_paid", "damaged_paid": "fee_paid"}


def register_of(leaving: Round) -> CollectionRegister:
    """Return 附件5 of a round: one line for every card handed over and not taken back, in box order."""
    specialist = db.session.get_one(Officer, leaving.specialist_id)
    bank_manager = db.session.get_one(Officer, leaving.bank_manager_id)
    check_out = check_out_of(leaving.id)
    names = {officer.id: officer.name for officer in (specialist, bank_manager)}
    lines = tuple(_line(serial, row, names) for serial, row in enumerate(_handed_over(leaving.id), start=1))
    return CollectionRegister(
        body=db.session.get_one(Organisation, leaving.organisation_id).form_body,
        place=leaving.place,
        held_on=leaving.planned_on,
        round_number=f"{leaving.area_code}-{leaving.number}",
        hr_officer=Signer(specialist.name, ink_of(check_out.specialist_signature_sha256) if check_out else None),
        bank_officer=Signer(bank_manager.name),
        lines=lines,
    )


def ink_of(sha256: str) -> Ink | None:
    """Return the strokes of a signature, or None when they are none."""
    try:
        drawn = orjson.loads(read_blob(sha256))
        strokes = tuple(tuple((float(x), float(y), float(t)) for x, y, t in stroke) for stroke in drawn["strokes"])
        width, height = drawn["box"]
        return Ink(strokes, float(width), float(height))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _handed_over(round_id: str) -> Sequence[Any]:
    statement = (
        select(HandOver, Card, Cardholder, Bank)
        .join(Card, Card.id == HandOver.card_id)
        .join(Cardholder, Cardholder.id == HandOver.cardholder_id)
        .join(Bank, Bank.code == HandOver.bank_code)
        .join(RoundCard, (RoundCard.card_id == HandOver.card_id) & (RoundCard.round_id == HandOver.round_id))
        .where(HandOver.round_id == round_id, HandOver.corrected_by.is_(None))
        .order_by(RoundCard.ordinal)
    )
    return db.session.execute(statement).all()


def _line(serial: int, row: Any, names: dict[str, str]) -> CollectionLine:
    handed, card, holder, bank = row
    return CollectionLine(
        serial=serial,
        name=holder.name,
        social_security_number=holder.social_security_number,
        card_number=card.number,
        bank=bank.short_name,
        address=holder.address or "",
        phone=holder.phone or "",
        way=handed.path,
        proxy=None,
        temporary_card=TemporaryCardLine(_TEMPORARY_OUTCOMES.get(str(handed.temporary_card.get("answer")), "none")),
        social_enabled=card.social_state == "enabled",
        financial_active=card.finance_state == "active",
        password_changed=card.password_changed == "changed",  # noqa: S105  # a state, not a secret
        signature=ink_of(handed.signature_sha256),
        collected_on=local_date(handed.handed_at),
        hr_officer=names.get(handed.specialist_id, ""),
        bank_officer=names.get(handed.bank_manager_id, ""),
    )
