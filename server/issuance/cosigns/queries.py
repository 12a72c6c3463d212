"""Read the halves of hand-overs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import exists, select

from server.accounts.models import Device, Officer
from server.accounts.scope import scoped
from server.cards.models import Card, Cardholder
from server.core.masks import mask_identity_number
from server.db import db
from server.db.notes import noted
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.rules import ACTIVATED, COMPANION, REFUSED
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.rounds.models import Round

_WITHOUT_FINANCE = "cards without waiting finance"


def cosign_for(card_id: str, round_id: str) -> Cosign | None:
    """Return the bank manager's last word on a card in a round, or None."""
    statement = select(Cosign).where(
        Cosign.card_id == card_id, Cosign.round_id == round_id, Cosign.corrected_by.is_(None)
    )
    return db.session.scalar(statement.order_by(Cosign.at.desc(), Cosign.id.desc()).limit(1))


def cosigns_for(hand_overs: Iterable[HandOver]) -> dict[str, Cosign]:
    """Return by hand-over the bank's last word, where it came from a device of its own."""
    apart = [one for one in hand_overs if one.bank_check_way == COMPANION]
    statement = select(Cosign).where(Cosign.card_id.in_([one.card_id for one in apart]), Cosign.corrected_by.is_(None))
    last = {(one.card_id, one.round_id): one for one in db.session.scalars(statement.order_by(Cosign.at, Cosign.id))}
    return {one.id: last[one.card_id, one.round_id] for one in apart if (one.card_id, one.round_id) in last}


def hand_over_for(card_id: str, round_id: str) -> HandOver | None:
    """Return the hand-over of a card in a round that stands, or None."""
    statement = select(HandOver).where(
        HandOver.card_id == card_id, HandOver.round_id == round_id, HandOver.corrected_by.is_(None)
    )
    return db.session.scalar(statement)


def waiting_finance(card_id: str, round_id: str) -> list[FinanceReport]:
    """Return what the companion reported of a card before its hand-over was known."""
    if card_id in noted(_WITHOUT_FINANCE):
        return []
    statement = select(FinanceReport).where(
        FinanceReport.card_id == card_id,
        FinanceReport.round_id == round_id,
        FinanceReport.waits_for_hand_over,
        FinanceReport.corrected_by.is_(None),
    )
    return list(db.session.scalars(statement.order_by(FinanceReport.at)))


def note_without_waiting_finance(card_ids: Collection[str]) -> None:
    """Note of which of these locked cards no report waits: whoever files one takes the note back."""
    waiting = select(FinanceReport.card_id).where(
        FinanceReport.card_id.in_(sorted(card_ids)), FinanceReport.waits_for_hand_over
    )
    noted(_WITHOUT_FINANCE).update(set(card_ids).difference(db.session.scalars(waiting)))


def note_waiting_finance(card_id: str) -> None:
    """Note that a report of a card waits for its hand-over."""
    noted(_WITHOUT_FINANCE).discard(card_id)


def finance_alone(round_id: str) -> list[FinanceReport]:
    """Return the accounts of a round that the bank activated for cards nobody handed over (1.2.2.d, 4.1.1.b).

    The hand-over may still be on a tablet; what is left at the close is for people to clear.
    """
    statement = select(FinanceReport).where(
        FinanceReport.round_id == round_id,
        FinanceReport.waits_for_hand_over,
        FinanceReport.result == ACTIVATED,
        FinanceReport.corrected_by.is_(None),
    )
    return list(db.session.scalars(statement.order_by(FinanceReport.at, FinanceReport.id)))


def describe_finance_alone(round_id: str) -> list[dict[str, Any]]:
    """Return the same as the close of the round shows them, the cards by id."""
    found = finance_alone(round_id)
    names = {one.id: one.name for one in _where(Officer, {one.bank_manager_id for one in found})}
    return [
        {
            "event_id": one.id,
            "card_id": one.card_id,
            "bank_manager": names[one.bank_manager_id],
            "terminal_reference": one.terminal_reference,
            "at": one.at,
        }
        for one in found
    ]


def halves(round_id: str | None) -> list[dict[str, Any]]:
    """Return the halves in scope that are alone: a hand-over without its check, a check or report without a card.

    A check is not alone where the tablet said afterwards why the card was kept.
    """
    found: list[tuple[str, Any]] = [
        *(("hand_over_alone", one) for one in _of(round_id, HandOver, HandOver.bank_manager_id.is_(None))),
        *(
            ("cosign_alone", one)
            for one in _of(
                round_id, Cosign, Cosign.result != REFUSED, ~_handed_over(), ~_kept(NotServed), ~_kept(WrongFace)
            )
        ),
        *(("finance_alone", one) for one in _of(round_id, FinanceReport, FinanceReport.waits_for_hand_over)),
    ]
    return _describe(sorted(found, key=lambda one: one[1].id))


def _of(round_id: str | None, model: Any, *conditions: Any) -> Sequence[Any]:
    statement = scoped(select(model), model).where(model.corrected_by.is_(None), *conditions)
    if round_id:
        statement = statement.where(model.round_id == round_id)
    return db.session.scalars(statement).all()


def _handed_over() -> Any:
    return exists().where(
        HandOver.card_id == Cosign.card_id, HandOver.round_id == Cosign.round_id, HandOver.corrected_by.is_(None)
    )


def _kept(model: Any) -> Any:
    return exists().where(
        model.card_id == Cosign.card_id,
        model.round_id == Cosign.round_id,
        model.at >= Cosign.at,
        model.corrected_by.is_(None),
    )


def _describe(found: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    cards = {one.id: one for one in _where(Card, {half.card_id for _, half in found})}
    holders = {one.id: one for one in _where(Cardholder, {card.cardholder_id for card in cards.values()})}
    places = {one.id: one.place for one in _where(Round, {half.round_id for _, half in found})}
    devices = {one.id: one.name for one in _where(Device, {half.device_id for _, half in found})}
    names = {one.id: one.name for one in _where(Officer, {_officer_of(half) for _, half in found})}
    return [
        {
            "kind": kind,
            "event_id": half.id,
            "round_id": half.round_id,
            "place": places.get(half.round_id, ""),
            "card_id": half.card_id,
            "box_position": cards[half.card_id].box_position,
            "name": holders[cards[half.card_id].cardholder_id].name,
            "social_security_number_masked": mask_identity_number(
                holders[cards[half.card_id].cardholder_id].social_security_number
            ),
            "officer_name": names.get(_officer_of(half), ""),
            "device_name": devices.get(half.device_id, ""),
            "at": half.handed_at if isinstance(half, HandOver) else half.at,
        }
        for kind, half in found
    ]


def _officer_of(half: Any) -> str:
    if isinstance(half, HandOver):
        return half.specialist_id
    return str(half.officer_id if isinstance(half, Cosign) else half.bank_manager_id)


def _where(model: Any, ids: Iterable[str]) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.id.in_(sorted(set(ids))))))
