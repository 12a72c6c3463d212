"""Read the counts of a round and what keeps it open."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select

from server.accounts.models import Device, Officer
from server.audit.models import AuditEntry
from server.cards.models import Card, Cardholder
from server.cards.rules import FROZEN
from server.core.masks import mask_identity_number
from server.custody.models import Movement
from server.db import db
from server.rounds.close.models import CheckIn, CountCosign, RoundCount
from server.rounds.close.rules import Counted, Equation, Line, Sums, equation
from server.rounds.models import Lease, Round, RoundCard
from server.rounds.queries import COMPANION, leases_of, people_of
from server.rules import refusal, states

# Where the layer that keeps the tablets' records says which of a round wait for people.
ROUND_WAITING = "songka.round_waiting"
# Where the layer above says which accounts the bank activated for cards of a round that nobody handed over.
ROUND_FINANCE = "songka.round_finance"
# Packed, or served on paper alone.
_OUTSIDE = ("checked_out", "packed")
_OUT, _HANDED, _RECALLED = "checked_out", "handed_over", "recalled"
_HAND_IN = "hand_in"


class Tablet(NamedTuple):
    """A tablet of the round as its last lease says."""

    lease: Lease
    device: Device
    joint_count: RoundCount | None
    cosign: CountCosign | None

    @property
    def is_signed_by_both(self) -> bool:
        """Tell whether the bank manager's half is there too."""
        return self.joint_count is not None and (
            self.joint_count.bank_manager_id is not None or self.cosign is not None
        )


class Standing(NamedTuple):
    """Where a round stands before it is closed."""

    equation: Equation
    tablets: list[Tablet]
    rest: list[str]
    wrong: list[str]
    check_in: CheckIn | None
    waiting: list[dict[str, Any]]
    finance_alone: list[dict[str, Any]]
    frozen: list[str]

    @property
    def blocks(self) -> list[str]:
        """Return what keeps the round open, as codes of the refusals table."""
        live = [tablet for tablet in self.tablets if tablet.lease.lost_at is None]
        cards_are_out = bool(self.rest or self.wrong)
        codes = [
            ("round_not_counted", any(tablet.joint_count is None for tablet in live)),
            (
                "count_not_cosigned",
                any(tablet.joint_count is not None and not tablet.is_signed_by_both for tablet in live),
            ),
            ("records_wait_for_people", bool(self.waiting)),
            ("cards_not_back", cards_are_out),
            ("count_contradicts", bool(self.equation.contradictions) and self.check_in is None),
        ]
        return [code for code, holds in codes if holds]


def count_of(round_id: str, device_id: str) -> RoundCount | None:
    """Return the count of a tablet that stands, or None."""
    statement = select(RoundCount).where(RoundCount.round_id == round_id, RoundCount.device_id == device_id)
    return db.session.scalar(statement.where(RoundCount.corrected_by.is_(None)))


def check_in_of(round_id: str) -> CheckIn | None:
    """Return what the vault took back, once it has."""
    return db.session.scalar(select(CheckIn).where(CheckIn.round_id == round_id))


def standing_of(found: Round) -> Standing:
    """Return the equation of a round by its ledger and counts, and what it still waits for."""
    tablets = _tablets(found.id)
    lines, handed_in = _lines(found.id)
    counts = [_counted(tablet.joint_count) for tablet in tablets if tablet.joint_count is not None]
    return Standing(
        equation=equation(lines, {tablet.device.id: tablet.lease.share for tablet in tablets}, counts),
        tablets=tablets,
        rest=[line.card_id for line in lines if line.state == _OUT],
        wrong=[line.card_id for line in lines if line.state == _RECALLED and line.card_id not in handed_in],
        check_in=check_in_of(found.id),
        waiting=_told_from_above(ROUND_WAITING, found.id),
        finance_alone=_told_from_above(ROUND_FINANCE, found.id),
        frozen=_frozen(found.id),
    )


def _told_from_above(hook: str, round_id: str) -> list[dict[str, Any]]:
    tell: Callable[[str], list[dict[str, Any]]] | None = current_app.extensions.get(hook)
    return tell(round_id) if tell else []


def describe_close(found: Round) -> dict[str, Any]:
    """Return the close of a round as the desk shows it: sums, tablets, contradictions, what keeps it open."""
    now = standing_of(found)
    cards = _cards(found.id)
    signers = (now.check_in.custodian_id, now.check_in.specialist_id) if now.check_in else ()
    named = (*signers, *(i for t in now.tablets for i in (t.lease.lost_by, *_signers(t))))
    officers = _names(Officer, {i for i in named if i})
    devices = {tablet.device.id: tablet.device.name for tablet in now.tablets}
    return {
        "round_id": found.id,
        "state": found.state,
        "closed_at": found.closed_at,
        "whole": _sums(now.equation.whole),
        "tablets": [_tablet(tablet, now, officers) for tablet in now.tablets],
        "open": [cards[card_id] for card_id in now.equation.open],
        "contradictions": [
            {"kind": one.kind, "device_id": one.device_id, "device_name": devices[one.device_id], **cards[one.card_id]}
            for one in now.equation.contradictions
        ],
        "rest": [cards[card_id] for card_id in now.rest],
        "wrong": [cards[card_id] for card_id in now.wrong],
        "waiting": now.waiting,
        "frozen": [cards[card_id] for card_id in now.frozen],
        "finance_alone": [{**one, **cards[one["card_id"]]} for one in now.finance_alone],
        "check_in": _check_in(now.check_in, officers) if now.check_in else None,
        "cash_fen": sum(tablet.joint_count.cash_fen for tablet in now.tablets if tablet.joint_count),
        "receipts": [number for tablet in now.tablets if tablet.joint_count for number in tablet.joint_count.receipts],
        "blocks": [_block(code) for code in now.blocks] if found.state in _OUTSIDE else [],
    }


def _tablets(round_id: str) -> list[Tablet]:
    newest: dict[str, Lease] = {}
    for lease in leases_of(round_id):
        newest.setdefault(lease.device_id, lease)
    found = []
    for lease in reversed(newest.values()):
        device = db.session.get_one(Device, lease.device_id)
        count = count_of(round_id, device.id)
        # Shut out before it counted anything: another tablet has its share, or nobody.
        gone = lease.revoked_at is not None and lease.lost_at is None and count is None
        if device.kind != COMPANION and not gone:
            found.append(Tablet(lease, device, count, _cosign_of(count)))
    return found


def _cosign_of(count: RoundCount | None) -> CountCosign | None:
    if count is None:
        return None
    statement = select(CountCosign).where(
        CountCosign.round_id == count.round_id, CountCosign.check_code == count.check_code
    )
    return db.session.scalar(statement.order_by(CountCosign.at).limit(1))


def _lines(round_id: str) -> tuple[list[Line], set[str]]:
    """Return the round's cards by the last line that the round itself wrote; later rounds change nothing here."""
    columns = (Movement.card_id, Movement.verb, Movement.to_state, AuditEntry.device_id)
    moved = (
        select(*columns)
        .join(AuditEntry, AuditEntry.id == Movement.audit_id)
        .where(Movement.round_id == round_id)
        .order_by(Movement.id)
    )
    last = {row.card_id: row for row in db.session.execute(moved)}
    places = db.session.execute(
        select(RoundCard.card_id, RoundCard.share).where(RoundCard.round_id == round_id).order_by(RoundCard.ordinal)
    )
    at_first = states("custody")[1]
    lines = []
    for card_id, share in places:
        row = last.get(card_id)
        state = row.to_state if row else at_first
        lines.append(Line(card_id, share, state, row.device_id if row and state == _HANDED else None))
    return lines, {card_id for card_id, row in last.items() if row.verb == _HAND_IN}


def _frozen(round_id: str) -> list[str]:
    statement = select(Card.id).join(RoundCard, RoundCard.card_id == Card.id)
    statement = statement.where(RoundCard.round_id == round_id, Card.freeze_state == FROZEN)
    return list(db.session.scalars(statement.order_by(RoundCard.ordinal)))


def _counted(count: RoundCount) -> Counted:
    lists = (frozenset(one) for one in (count.returned, count.wrong, count.missing, count.elsewhere))
    return Counted(count.device_id, count.handed, *lists)


def _cards(round_id: str) -> dict[str, dict[str, Any]]:
    return {card.id: _card(line, card, holder) for line, card, holder in people_of(round_id)}


def _card(line: RoundCard, card: Card, holder: Cardholder) -> dict[str, Any]:
    return {
        "card_id": card.id,
        "box_position": card.box_position,
        "name": holder.name,
        "social_security_number_masked": mask_identity_number(holder.social_security_number),
        "share": line.share,
    }


def _sums(sums: Sums) -> dict[str, Any]:
    names = ("taken", "handed", "returned", "wrong", "missing", "elsewhere", "open", "holds")
    return {name: getattr(sums, name) for name in names}


def _signers(tablet: Tablet) -> Sequence[str | None]:
    if tablet.joint_count is None:
        return ()
    manager = tablet.joint_count.bank_manager_id or (tablet.cosign.bank_manager_id if tablet.cosign else None)
    return tablet.joint_count.specialist_id, manager


def _tablet(tablet: Tablet, now: Standing, officers: dict[str, str]) -> dict[str, Any]:
    lease, count = tablet.lease, tablet.joint_count
    report = tablet.device.report or {}
    return {
        "lease_id": lease.id,
        "device_id": tablet.device.id,
        "device_name": tablet.device.name,
        "share": lease.share,
        "state": "lost" if lease.lost_at else "counted" if count else "open",
        "sums": _sums(now.equation.tablets[tablet.device.id]),
        "unsent": report.get("unsent"),
        "last_contact_at": tablet.device.last_contact_at,
        "lost": (
            {
                "at": lease.lost_at,
                "by": officers[lease.lost_by or ""],
                "reason": lease.lost_reason,
                "note": lease.lost_note,
            }
            if lease.lost_at
            else None
        ),
        "count": _count(tablet, officers) if count else None,
    }


def _count(tablet: Tablet, officers: dict[str, str]) -> dict[str, Any]:
    specialist, manager = _signers(tablet)
    count = tablet.joint_count
    return {
        **{name: getattr(count, name) for name in ("id", "at", "cash_fen", "receipts", "check_code")},
        "specialist": officers[specialist or ""],
        "bank_manager": officers.get(manager or ""),
        "cosigned_by_companion": tablet.cosign is not None and count is not None and count.bank_manager_id is None,
    }


def _check_in(found: CheckIn, officers: dict[str, str]) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("returned", "wrong", "missing", "at")}
    return {**counts, "custodian": officers[found.custodian_id], "specialist": officers[found.specialist_id]}


def _block(code: str) -> dict[str, Any]:
    words = refusal(code)
    return {"code": code, "message_zh": words.zh, "message_en": words.en, "clause": words.clause}


def _names(model: type[Officer], ids: set[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in db.session.execute(select(model.id, model.name).where(model.id.in_(sorted(ids))))}
