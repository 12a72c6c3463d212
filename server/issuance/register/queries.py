"""Gather a round's hand-overs as the lines of 附件5."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from server.accounts.models import Officer, Organisation
from server.cards.models import Bank, Card, Cardholder, ReservedProxy
from server.core.clock import local_date
from server.core.errors import Refusal
from server.db import db
from server.evidence.blobs.queries import read_blob
from server.forms.collection_register.models import (
    CollectionLine,
    CollectionRegister,
    PaperSignature,
    TemporaryCardLine,
)
from server.forms.typesetting.models import Fingerprint, Ink, Signer
from server.forms.typesetting.rules import read_ink
from server.issuance.models import HandOver
from server.issuance.register.rules import finance_tick, printed_proxy, remark, temporary_card_line
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.close.models import RoundCount
from server.rounds.models import Round, RoundCard
from server.rounds.paper.queries import round_number
from server.rounds.paper.rules import row_code
from server.rounds.queries import check_out_of

_CHANGED = "changed"


class _Row(NamedTuple):
    """One hand-over with what the register says of its card and person."""

    handed: HandOver
    card: Card
    holder: Cardholder
    bank: Bank
    line: RoundCard
    reserved_relation: str | None


def register_of(leaving: Round) -> CollectionRegister:
    """Return 附件5 of a round: one line for every card handed over and not taken back, in box order."""
    rows = _handed_over(leaving.id)
    names = _names_of({leaving.specialist_id, leaving.bank_manager_id, *_officers(rows)})
    settled = _temporary_cards(leaving.id)
    specialist_ink, manager_ink = _officers_ink(leaving.id)
    lines = tuple(_line(serial, row, names, settled.get(row.card.id)) for serial, row in enumerate(rows, start=1))
    return CollectionRegister(
        body=db.session.get_one(Organisation, leaving.organisation_id).form_body,
        place=leaving.place,
        held_on=leaving.planned_on,
        round_number=round_number(leaving),
        hr_officer=Signer(names[leaving.specialist_id], specialist_ink),
        bank_officer=Signer(names[leaving.bank_manager_id], manager_ink),
        lines=lines,
    )


def ink_of(sha256: str) -> Ink | None:
    """Return the strokes of a signature, or None when they are none or gone: the form then says so."""
    try:
        return read_ink(read_blob(sha256))
    except (ValueError, Refusal):
        return None


def _officers_ink(round_id: str) -> tuple[Ink | None, Ink | None]:
    """Return what specialist and bank manager signed at the close, else at the start."""
    standing = select(RoundCount).where(RoundCount.round_id == round_id, RoundCount.corrected_by.is_(None))
    count, check_out = db.session.scalars(standing.order_by(RoundCount.at.desc())).first(), check_out_of(round_id)
    if count is None:
        return ink_of(check_out.specialist_signature_sha256) if check_out else None, None
    manager = count.bank_manager_signature_sha256
    return ink_of(count.specialist_signature_sha256), ink_of(manager) if manager else None


def _handed_over(round_id: str) -> list[_Row]:
    statement = (
        select(HandOver, Card, Cardholder, Bank, RoundCard, ReservedProxy.relation)
        .join(Card, Card.id == HandOver.card_id)
        .join(Cardholder, Cardholder.id == HandOver.cardholder_id)
        .join(Bank, Bank.code == HandOver.bank_code)
        .join(RoundCard, (RoundCard.card_id == HandOver.card_id) & (RoundCard.round_id == HandOver.round_id))
        .outerjoin(ReservedProxy, ReservedProxy.cardholder_id == HandOver.cardholder_id)
        .where(HandOver.round_id == round_id, HandOver.corrected_by.is_(None))
        .order_by(RoundCard.ordinal)
    )
    return [_Row(*row) for row in db.session.execute(statement)]


def _officers(rows: Sequence[_Row]) -> set[str]:
    handed = [row.handed for row in rows]
    return {officer for one in handed for officer in (one.specialist_id, one.bank_manager_id) if officer}


def _names_of(officer_ids: set[str]) -> dict[str, str]:
    found = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(officer_ids)))
    return {row[0]: row[1] for row in found}


def _temporary_cards(round_id: str) -> dict[str, TemporaryCardLine]:
    """Return what became of temporary cards in this round, by the formal card; the last word counts."""
    statement = select(TemporaryCardSettlement).where(
        TemporaryCardSettlement.round_id == round_id, TemporaryCardSettlement.corrected_by.is_(None)
    )
    found = db.session.scalars(statement.order_by(TemporaryCardSettlement.at))
    return {one.card_id: temporary_card_line(one.how, one.receipt_number) for one in found}


def _line(serial: int, row: _Row, names: dict[str, str], settled: TemporaryCardLine | None) -> CollectionLine:
    handed, card, holder = row.handed, row.card, row.holder
    contact: dict[str, Any] = handed.contact or {}
    return CollectionLine(
        serial=serial,
        name=holder.name,
        social_security_number=holder.social_security_number,
        card_number=card.number,
        bank=row.bank.short_name,
        address=contact.get("address") or holder.address or "",
        phone=contact.get("phone") or holder.phone or "",
        way=handed.path,
        proxy=printed_proxy(handed.proxy, row.reserved_relation),
        temporary_card=settled or TemporaryCardLine(),
        social_enabled=card.social_state == "enabled",
        financial_active=finance_tick(handed.path, done=card.finance_state == "active"),
        password_changed=finance_tick(handed.path, done=card.password_changed == _CHANGED),
        signature=_signature(row),
        collected_on=local_date(handed.handed_at),
        hr_officer=names.get(handed.specialist_id, ""),
        bank_officer=names.get(handed.bank_manager_id or "", ""),
        remarks=remark(handed.place),
    )


def _signature(row: _Row) -> Ink | Fingerprint | PaperSignature | None:
    handed = row.handed
    if handed.signature_kind == "paper":
        return PaperSignature(row_code(handed.round_id, row.line.ordinal))
    if handed.signature_kind == "fingerprint":
        witness = ink_of(handed.witness_sha256) if handed.witness_sha256 else None
        return Fingerprint(_picture(handed.signature_sha256), handed.witness_name or "", witness)
    return ink_of(handed.signature_sha256)


def _picture(sha256: str) -> bytes:
    try:
        return read_blob(sha256)
    except Refusal:
        return b""  # the form says that the picture cannot be read
