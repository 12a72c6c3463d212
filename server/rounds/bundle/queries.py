"""Gather what a bundle says."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from server.accounts.areas.queries import area_line
from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.cards.models import Bank, Card, Cardholder, ReservedProxy
from server.cards.queries import reserved_proxies_of
from server.cards.temporary.queries import TemporaryCards
from server.core.clock import to_wire
from server.db import db
from server.evidence.blobs.queries import BlobReader
from server.rounds.companions.queries import phone_of_round
from server.rounds.models import Lease, Round, RoundCard
from server.rounds.queries import COMPANION, open_leases
from server.rules import edition, table

# What a bundle says of a person and a card, read as rows: objects of the models would take most of the time.
_HOLDER = (
    Cardholder.id.label("cardholder_id"), Cardholder.name, Cardholder.social_security_number, Cardholder.sex,
    Cardholder.birth_date, Cardholder.phone, Cardholder.address, Cardholder.village_code, Cardholder.group_name,
    Cardholder.pinyin, Cardholder.pinyin_initials, Cardholder.portrait_sha256,
)  # fmt: skip
_CARD = (
    Card.id.label("card_id"), Card.area_code, Card.number, Card.box_position, Card.box_sort, RoundCard.ordinal,
)  # fmt: skip


class Contents(NamedTuple):
    """A bundle's header and the portraits it points into, in order."""

    header: dict[str, Any]
    portraits: list[bytes]


def contents_of(leaving: Round, lease: Lease, lineage: str, temporary: TemporaryCards) -> Contents:
    """Return everything a tablet needs to serve a round without a network (1.2.2.a, 2.1)."""
    people = _people(leaving.id, lease.share)
    places, portraits = _portraits(people)
    companion = db.session.get_one(Device, lease.device_id).kind == COMPANION
    # The bank manager hands nothing over: whom people reserved is not for the bank's phone (1.1.3.a).
    reserved = {} if companion else reserved_proxies_of([person.cardholder_id for person in people])
    bank = db.session.get_one(Bank, leaving.bank_code)
    header = {
        "lineage": lineage,
        "built_at": to_wire(lease.issued_at),
        "round": _round(leaving),
        "lease": _lease(lease),
        "share": {"of": leaving.share_of, "ordinal": lease.share} if lease.share is not None else None,
        "team": [_device(held, leaving) for held in (*open_leases(leaving.id), lease)],
        "phone": phone_of_round(leaving),
        "rules_edition": edition(),
        "officers": [
            _officer(leaving.specialist_id, "card_specialist"),
            _officer(leaving.bank_manager_id, "bank_manager"),
        ],
        "policy": {row["key"]: row["value"] for row in table("policy")["rows"]},
        "temporary_cards": {"as_of": to_wire(temporary.as_of), "source": temporary.source},
        "people": [_person(row, bank, places, temporary, reserved) for row in people],
    }
    return Contents(header, portraits)


def _round(leaving: Round) -> dict[str, Any]:
    names = {area.level: area for area in area_line(leaving.area_code)}
    village = names.get("village")
    return {
        "id": leaving.id,
        "kind": leaving.kind,
        "place": leaving.place,
        "planned_on": leaving.planned_on.isoformat(),
        "number": leaving.number,
        "village": {"code": leaving.area_code, "name": village.name if village else leaving.area_code},
        "township": names["township"].name if "township" in names else None,
        "county": names["county"].name if "county" in names else None,
    }


def _lease(lease: Lease) -> dict[str, Any]:
    return {
        "id": lease.id,
        "device_id": lease.device_id,
        "issued_at": to_wire(lease.issued_at),
        "expires_at": to_wire(lease.expires_at),
        "token": lease.token,
    }


def _device(lease: Lease, leaving: Round) -> dict[str, Any]:
    device = db.session.get_one(Device, lease.device_id)
    cards = 0 if device.kind == COMPANION else _cards(leaving.id, lease.share)
    return {"device_id": device.id, "name": device.name, "kind": device.kind, "cards": cards}


def _officer(officer_id: str, role: str) -> dict[str, Any]:
    officer = db.session.get_one(Officer, officer_id)
    return {"id": officer.id, "name": officer.name, "role": role, "organisation": officer.organisation.name}


def _people(round_id: str, share: int | None) -> Sequence[Any]:
    statement = (
        select(*_HOLDER, *_CARD)
        .join_from(RoundCard, Card, Card.id == RoundCard.card_id)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .where(RoundCard.round_id == round_id)
        .order_by(RoundCard.ordinal)
    )
    return db.session.execute(statement if share is None else statement.where(RoundCard.share == share)).all()


def _cards(round_id: str, share: int | None) -> int:
    statement = select(func.count()).select_from(RoundCard).where(RoundCard.round_id == round_id)
    return db.session.scalar(statement if share is None else statement.where(RoundCard.share == share)) or 0


def _portraits(people: Sequence[Row[Any]]) -> tuple[dict[str, dict[str, Any]], list[bytes]]:
    reader = BlobReader(person.portrait_sha256 for person in people if person.portrait_sha256)
    places: dict[str, dict[str, Any]] = {}
    contents: list[bytes] = []
    offset = 0
    for sha256 in (person.portrait_sha256 for person in people):
        if sha256 is None or sha256 in places or not reader.can_read(sha256):
            continue
        content = reader.read(sha256)
        places[sha256] = {"offset": offset, "length": len(content), "sha256": sha256}
        contents.append(content)
        offset += len(content)
    return places, contents


def _person(
    row: Row[Any],
    bank: Bank,
    places: dict[str, dict[str, Any]],
    temporary: TemporaryCards,
    reserved: dict[str, ReservedProxy],
) -> dict[str, Any]:
    return {
        "cardholder_id": row.cardholder_id,
        "name": row.name,
        "number": row.social_security_number,
        "sex": row.sex,
        "birth_date": _day(row.birth_date),
        "phone": row.phone,
        "address": row.address,
        "village": row.village_code,
        "group": row.group_name,
        "pinyin": row.pinyin,
        "initials": row.pinyin_initials,
        "temporary_card": temporary.of(row.social_security_number),
        "reserved_proxy": _reserved(reserved.get(row.cardholder_id)),
        "portrait": places.get(row.portrait_sha256 or ""),
        "card": {
            "id": row.card_id,
            "area_code": row.area_code,
            "number": row.number,
            "bank_code": bank.code,
            "bank_name": bank.name,
            "box_position": row.box_position,
            "box_sort": row.box_sort,
            "ordinal": row.ordinal,
        },
    }


def _reserved(proxy: ReservedProxy | None) -> dict[str, Any] | None:
    if proxy is None:
        return None
    return {"name": proxy.name, "number": proxy.number, "phone": proxy.phone, "relation": proxy.relation}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
