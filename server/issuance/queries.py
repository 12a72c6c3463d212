"""Read the facts an event is judged under, and the desk's lists of what happened."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import DESK
from server.accounts.organisations.models import Organisation, OrganisationArea
from server.cards.models import Card, Cardholder, ReservedProxy
from server.cards.queries import lock_cards
from server.cards.rules import FROZEN
from server.core.ids import is_id
from server.db import db
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.queries import note_without_waiting_finance
from server.issuance.cosigns.rules import COMPANION
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.proxies.queries import proxy_facts
from server.issuance.receipt_books.models import ReceiptUse
from server.issuance.receipt_books.queries import receipt_facts
from server.issuance.rules import LeaseFacts, Report, lease_was_valid, policy_facts
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.models import Lease, Round, RoundCard

Outcome = HandOver | NotServed | WrongFace | FinanceReport | Cosign | TemporaryCardSettlement | ReceiptUse
# A hand-over comes before the settlement and the receipt that carry its id.
_OUTCOMES: tuple[type[Outcome], ...] = (
    HandOver, NotServed, WrongFace, FinanceReport, Cosign, TemporaryCardSettlement, ReceiptUse,
)  # fmt: skip
_FINANCE, _CHECKED_OUT, _RESERVED = "finance.activated", "checked_out", "reserved_proxy"


class Place(NamedTuple):
    """Whose eyes an event concerns: its area, and its bank if one is known."""

    area_code: str
    bank_code: str | None


def place_of(round_id: str | None, device_id: str) -> Place:
    """Return where a record belongs: its round's village and bank, else the areas of the tablet's own office."""
    found = db.session.get(Round, round_id) if round_id else None
    if found is not None:
        return Place(found.area_code, found.bank_code)
    organisation = select(Device.organisation_id).where(Device.id == device_id).scalar_subquery()
    line = select(Organisation.path).where(Organisation.id == organisation)
    ids = (db.session.scalar(line) or "").strip("/").split("/")
    rows = select(OrganisationArea.organisation_id, OrganisationArea.prefix)
    prefixes = db.session.execute(rows.where(OrganisationArea.organisation_id.in_(ids))).all()
    nearest = max(prefixes, key=lambda row: (ids.index(row.organisation_id), row.prefix), default=None)
    return Place((nearest.prefix if nearest else "").ljust(12, "0"), None)


def tablet_clock_offset(device_id: str) -> int | None:
    """Return by how much a tablet's clock was wrong when it last said so, in milliseconds to add."""
    report = db.session.scalar(select(Device.report).where(Device.id == device_id))
    offset = (report or {}).get("clock_offset_ms")
    return offset if isinstance(offset, int) and abs(offset) < 2**41 else None


def hold_rows(bodies: Iterable[dict[str, Any]]) -> list[Any]:
    """Lock the cards that records speak of and load what they will be judged by, in a handful of statements.

    Everybody locks in one order, so that two uploads never wait in a ring. The session forgets what nobody
    refers to: the caller keeps the returned rows until it has judged.
    """
    named = list(bodies)
    card_ids = sorted({_named(body, "card_id") or "" for body in named})
    round_ids = sorted({str(body["round"]) for body in named if is_id(body.get("round"))})
    device_ids = sorted({str(body["device"]) for body in named})
    cards = lock_cards(card_ids)
    note_without_waiting_finance(card_ids)
    return [
        *cards,
        *_all(select(Cardholder).where(Cardholder.id.in_([card.cardholder_id for card in cards]))),
        *_all(select(RoundCard).where(RoundCard.card_id.in_(card_ids), RoundCard.round_id.in_(round_ids))),
        *_all(select(Round).where(Round.id.in_(round_ids))),
        *_all(select(Device).where(Device.id.in_(device_ids))),
        *_all(select(Lease).where(Lease.round_id.in_(round_ids))),
    ]


def _all(statement: Any) -> list[Any]:
    return list(db.session.scalars(statement))


def bank_reports_of(card_id: str) -> list[FinanceReport]:
    """Return what the bank's terminal answered for a card and nobody has taken back."""
    statement = select(FinanceReport).where(FinanceReport.card_id == card_id, FinanceReport.corrected_by.is_(None))
    return list(db.session.scalars(statement))


def outcome_of(event_id: str) -> Outcome | None:
    """Return what an accepted event led to, or None."""
    for model in _OUTCOMES:
        found: Any = db.session.get(model, event_id)
        if found is not None:
            outcome: Outcome = found
            return outcome
    return None


def facts_of(report: Report, card: Card | None, corrected: Outcome | None = None) -> dict[str, Any]:
    """Gather what the guards of the hand-over table ask about a report."""
    found = db.session.get(Round, report.body["round"])
    # Typed in at a desk, where nobody packs: no lease is asked, and no picture (1.2.2.c).
    kind = db.session.get_one(Device, report.device_id).kind
    desk = report.body["lease"] is None and kind == DESK
    return {
        "event": report.body,
        "card": _card_facts(card, report, kind),
        "round": _round_facts(found),
        "lease": None if desk else _lease_facts(report),
        "roster": _roster_facts(card, report),
        "device": {"kind": kind},
        "policy": policy_facts(on_paper=desk),
        "desk": desk,
        "collected_by": _collected_by(card) if report.body["type"] == _FINANCE else None,
        "corrected": {"device": corrected.device_id} if corrected is not None else None,
        "proxy": _proxy_facts(report, card, found),
        "receipts": _receipt_facts(report),
    }


def _card_facts(card: Card | None, report: Report, kind: str | None) -> dict[str, Any]:
    if card is None:
        return {"in_round": False, "custody_state": None, "cardholder_id": None}
    round_id = report.body["round"]
    # The companion's queue may be here before the tablet's: whether the card was given is not known yet.
    ahead = report.body["type"] == _FINANCE and kind == COMPANION and card.custody_state == _CHECKED_OUT
    return {
        "custody_state": None if ahead else card.custody_state,
        "holder_kind": card.holder_kind,
        "holder_id": card.holder_id,
        "cardholder_id": card.cardholder_id,
        "frozen": card.freeze_state == FROZEN,
        "social_state": card.social_state,
        "in_round": db.session.get(RoundCard, (round_id, card.id)) is not None,
    }


def _proxy_facts(report: Report, card: Card | None, leaving: Round | None) -> dict[str, Any] | None:
    proxy = report.payload.get("proxy")
    if not proxy or card is None or leaving is None:
        return None
    return proxy_facts(proxy, leaving.area_code, card.cardholder_id, report.moment)


def _receipt_facts(report: Report) -> dict[str, Any] | None:
    payload = report.payload
    fee = payload.get("temporary_card", {}).get("fee") or payload
    number = fee.get("receipt_number")
    return receipt_facts(report.body["lease"], str(number), payload.get("card_id")) if number else None


def _round_facts(found: Round | None) -> dict[str, Any]:
    if found is None:
        return {"id": None, "state": None, "kind": None, "specialist_id": None, "bank_manager_id": None}
    return {
        "id": found.id,
        "state": found.state,
        "kind": found.kind,
        "specialist_id": found.specialist_id,
        "bank_manager_id": found.bank_manager_id,
    }


def _lease_facts(report: Report) -> dict[str, Any]:
    lease = db.session.get(Lease, report.body["lease"] or "")
    if lease is None:
        return {"exists": False, "valid_at_event": False}
    # A revoked device holds no round any more; what it did before counts by the lease of then (S11).
    ends = (lease.revoked_at, db.session.get_one(Device, lease.device_id).revoked_at)
    known = LeaseFacts(
        lease.round_id, lease.device_id, lease.expires_at, min((end for end in ends if end), default=None)
    )
    return {"exists": True, "valid_at_event": lease_was_valid(known, report)}


def _roster_facts(card: Card | None, report: Report) -> dict[str, Any]:
    if card is None:
        return {"number": "", "name": "", "temporary_card": False}
    holder = db.session.get_one(Cardholder, card.cardholder_id)
    line = db.session.get(RoundCard, (report.body["round"], card.id))
    return {
        "number": holder.social_security_number,
        "name": holder.name,
        "number_kind": holder.number_kind,
        "birth_date": holder.birth_date.isoformat() if holder.birth_date else None,
        "reserved_proxy": _reserved_proxy(holder.id) if report.payload.get("path") == _RESERVED else None,
        "portrait": holder.portrait_sha256 is not None,
        # By the list the tablet was given: a hand-over in good faith stands (2.1).
        "temporary_card": line is not None and line.temporary_card,
    }


def _reserved_proxy(cardholder_id: str) -> dict[str, Any] | None:
    found = db.session.get(ReservedProxy, cardholder_id)
    return {"number": found.number} if found is not None else None


def _collected_by(card: Card | None) -> str | None:
    if card is None:
        return None
    newest = select(HandOver.path).where(HandOver.card_id == card.id, HandOver.corrected_by.is_(None))
    return db.session.scalar(newest.order_by(HandOver.handed_at.desc()).limit(1))


def _named(body: dict[str, Any], name: str) -> str | None:
    payload = body.get("payload")
    found = payload.get(name) if isinstance(payload, dict) else None
    return found if is_id(found) else None
