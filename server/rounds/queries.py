"""Read rounds, their cards, and what may be taken along."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select

from server.accounts.models import Area, Device, DeviceOfficer, Officer, Organisation
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Bank, Card, Cardholder
from server.cards.rules import FROZEN
from server.core.clock import local_date, utc_now
from server.core.masks import mask_card_number, mask_identity_number
from server.db import db
from server.db.paging import Page, paged
from server.rounds.models import CheckOut, Lease, Round, RoundCard
from server.rounds.rules import first_open_day

# The kind of device on which the bank manager confirms and that keeps no cards.
COMPANION = "companion"
_IN_VAULT = "in_vault"
_CLOSED = "closed"
_CANCELLED = "cancelled"
_PLANNED = "planned"
_CHECKED_OUT = "checked_out"
_PACKED = "packed"
_SHOWN = (
    "id", "kind", "area_code", "bank_code", "place", "planned_on", "number", "state", "vault_id", "created_at",
)  # fmt: skip


def round_in_scope(round_id: str, *, lock: bool = False) -> Round:
    """Return one round; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Round, Round.id == round_id, lock=lock)


def rounds(
    page: int, per_page: int, state: str | None = None, area_code: str | None = None, day: date | None = None
) -> Page[Round]:
    """Return the rounds in scope, the newest day first."""
    statement = scoped(select(Round), Round).order_by(Round.planned_on.desc(), Round.area_code, Round.number)
    if state:
        statement = statement.where(Round.state == state)
    if area_code:
        statement = statement.where(Round.area_code == area_code)
    if day:
        statement = statement.where(Round.planned_on == day)
    return paged(statement, page, per_page)


def card_counts(round_ids: Sequence[str]) -> dict[str, int]:
    """Return how many cards each round takes."""
    statement = (
        select(RoundCard.round_id, func.count()).where(RoundCard.round_id.in_(round_ids)).group_by(RoundCard.round_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def candidates(village_code: str, bank_code: str, vault_id: str | None = None) -> list[Card]:
    """Return the cards in the vault for one village and bank that no open round takes, in box order."""
    return list(db.session.scalars(_candidates(village_code, bank_code, vault_id)))


def cards_of(round_id: str) -> list[Card]:
    """Return a round's cards in box order."""
    statement = select(Card).join(RoundCard, RoundCard.card_id == Card.id).where(RoundCard.round_id == round_id)
    return list(db.session.scalars(statement.order_by(RoundCard.ordinal)))


def people_of(round_id: str, share: int | None = None) -> list[tuple[RoundCard, Card, Cardholder]]:
    """Return a round's cards with the people they are for, in box order; all, or those of one tablet's share."""
    statement = (
        select(RoundCard, Card, Cardholder)
        .join(Card, Card.id == RoundCard.card_id)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .where(RoundCard.round_id == round_id)
        .order_by(RoundCard.ordinal)
    )
    if share is not None:
        statement = statement.where(RoundCard.share == share)
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def check_out_of(round_id: str) -> CheckOut | None:
    """Return the count under two signatures, once it has happened."""
    return db.session.scalar(select(CheckOut).where(CheckOut.round_id == round_id))


def leases_of(round_id: str) -> list[Lease]:
    """Return the leases of a round, the newest first."""
    statement = select(Lease).where(Lease.round_id == round_id)
    return list(db.session.scalars(statement.order_by(Lease.issued_at.desc())))


def open_leases(round_id: str) -> list[Lease]:
    """Return the leases of a round that nobody has revoked, the newest first."""
    return [lease for lease in leases_of(round_id) if lease.revoked_at is None]


def lease_of(round_id: str, device_id: str) -> Lease | None:
    """Return the lease by which a device holds a round now, or None."""
    return next((lease for lease in open_leases(round_id) if lease.device_id == device_id), None)


def other_open_round(device_id: str, round_id: str | None = None) -> Round | None:
    """Return a round, other than `round_id`, that a device still holds and nobody has closed, or None."""
    statement = (
        select(Round)
        .join(Lease, Lease.round_id == Round.id)
        .where(Lease.device_id == device_id, Lease.revoked_at.is_(None), Round.id != round_id, Round.state == _PACKED)
    )
    return db.session.scalar(statement.order_by(Round.planned_on, Round.number).limit(1))


def rounds_for_device(device_id: str, officer_ids: Sequence[str], today: date) -> list[Round]:
    """Return the rounds a device may pack or has packed: counted out, of its officers, from today on."""
    mine = exists().where(Lease.round_id == Round.id, Lease.device_id == device_id, Lease.revoked_at.is_(None))
    theirs = Round.specialist_id.in_(officer_ids) | Round.bank_manager_id.in_(officer_ids)
    packable = Round.state.in_((_CHECKED_OUT, _PACKED)) & (Round.planned_on >= today) & theirs
    packed = (Round.state == _PACKED) & mine
    statement = select(Round).where(packable | packed)
    return list(db.session.scalars(statement.order_by(Round.planned_on, Round.number)))


def revoked_rounds(device_id: str) -> list[str]:
    """Return the rounds whose data a tablet must forget because its claim was taken back."""
    return _rounds_left(device_id, Round.state != _CLOSED)


def closed_rounds(device_id: str) -> list[str]:
    """Return the rounds whose data a tablet must forget because they are closed."""
    return _rounds_left(device_id, Round.state == _CLOSED)


def _rounds_left(device_id: str, which: Any) -> list[str]:
    leases = select(Lease.round_id).where(Lease.device_id == device_id)
    # Packed on it again after a revocation: that is the claim that counts.
    held = leases.where(Lease.revoked_at.is_(None))
    statement = (
        leases.join(Round, Round.id == Lease.round_id)
        .where(Lease.revoked_at.is_not(None), which, Lease.round_id.not_in(held))
        .distinct()
    )
    return sorted(db.session.scalars(statement))


def _candidates(village_code: str, bank_code: str, vault_id: str | None) -> Select[Card]:
    # A round that was only planned gives its cards back when its day is over.
    over = (Round.state == _PLANNED) & (Round.planned_on < first_open_day(utc_now()))
    ended = Round.state.in_((_CLOSED, _CANCELLED)) | over
    taken = exists().where(RoundCard.card_id == Card.id, RoundCard.round_id == Round.id, ~ended).correlate(Card)
    statement = scoped(select(Card), Card).where(
        Card.scope_area_code == village_code,
        Card.custody_state == _IN_VAULT,
        Card.freeze_state != FROZEN,
        Card.bank_code == bank_code,
        ~taken,
    )
    if vault_id:
        statement = statement.where(Card.holder_kind == "vault", Card.holder_id == vault_id)
    return statement.order_by(Card.box_sort, Card.number)


def describe_rounds(found: Sequence[Round]) -> list[dict[str, Any]]:
    """Return rounds as lists show them."""
    counts = card_counts([one.id for one in found])
    villages = _names(Area.code, Area.name, {one.area_code for one in found})
    banks = _names(Bank.code, Bank.short_name, {one.bank_code for one in found})
    officers = _officers({officer for one in found for officer in (one.specialist_id, one.bank_manager_id)})
    return [
        {
            **{name: getattr(one, name) for name in _SHOWN},
            "village_name": villages.get(one.area_code, one.area_code),
            "bank_name": banks.get(one.bank_code, one.bank_code),
            "cards": counts.get(one.id, 0),
            "specialist": officers[one.specialist_id],
            "bank_manager": officers[one.bank_manager_id],
        }
        for one in found
    ]


def describe_round(found: Round) -> dict[str, Any]:
    """Return one round with its count and its leases."""
    check_out = check_out_of(found.id)
    return {
        **describe_rounds([found])[0],
        "check_out": _describe_check_out(check_out) if check_out else None,
        "leases": leases_of(found.id),
        "share_by": found.share_by,
        "share_of": found.share_of,
        "closed_at": found.closed_at,
    }


def describe_device_rounds(device_id: str) -> dict[str, Any]:
    """Return the rounds a tablet may pack or has packed."""
    officer_ids = list(db.session.scalars(select(DeviceOfficer.officer_id).where(DeviceOfficer.device_id == device_id)))
    found = rounds_for_device(device_id, officer_ids, local_date(utc_now()))
    items = [{**shown, **_packing(one, device_id)} for one, shown in zip(found, describe_rounds(found), strict=True)]
    return {"items": items, "total": len(items)}


def _packing(found: Round, device_id: str) -> dict[str, Any]:
    leases = open_leases(found.id)
    return {
        "packed_here": any(lease.device_id == device_id for lease in leases),
        "share_by": found.share_by,
        "share_of": found.share_of,
        "tablets": [
            {"name": device.name, "share": lease.share}
            for lease in leases
            if (device := db.session.get_one(Device, lease.device_id)).kind != COMPANION
        ],
    }


def describe_cards(cards: Sequence[Card]) -> dict[str, Any]:
    """Return cards in their order with their people masked."""
    holders = {
        holder.id: holder
        for holder in db.session.scalars(
            select(Cardholder).where(Cardholder.id.in_([card.cardholder_id for card in cards]))
        )
    }
    items = [
        {
            "card_id": card.id,
            "ordinal": ordinal,
            "box_position": card.box_position,
            "number_masked": mask_card_number(card.number),
            "name": holders[card.cardholder_id].name,
            "social_security_number_masked": mask_identity_number(holders[card.cardholder_id].social_security_number),
            "custody_state": card.custody_state,
            "portrait": holders[card.cardholder_id].portrait_sha256 is not None,
        }
        for ordinal, card in enumerate(cards, start=1)
    ]
    return {"items": items, "total": len(items)}


def _describe_check_out(found: CheckOut) -> dict[str, Any]:
    officers = _officers({found.custodian_id, found.specialist_id})
    return {
        "custodian": officers[found.custodian_id],
        "specialist": officers[found.specialist_id],
        "counted": found.counted,
        "at": found.at,
    }


def _names(code: Any, name: Any, wanted: set[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in db.session.execute(select(code, name).where(code.in_(wanted)))}


def _officers(ids: set[str]) -> dict[str, dict[str, str]]:
    found = db.session.execute(
        select(Officer.id, Officer.name, Organisation.name)
        .join(Organisation, Organisation.id == Officer.organisation_id)
        .where(Officer.id.in_(ids))
    )
    return {row[0]: {"id": row[0], "name": row[1], "organisation": row[2]} for row in found}
