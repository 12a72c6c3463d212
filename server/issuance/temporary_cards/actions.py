"""Settle temporary cards; each joins the transaction of its caller."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server import audit
from server.activation import actions as activation
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.issuance.filing.actions import common, judged_card
from server.issuance.receipt_books.actions import receipt_columns, refuse_receipt_of_others
from server.issuance.receipt_books.models import ReceiptUse
from server.issuance.receipt_books.queries import receipt_use_of
from server.issuance.rules import Report
from server.issuance.temporary_cards.models import TemporaryCardSettlement, TemporaryCardTask
from server.issuance.temporary_cards.queries import (
    late_hits,
    open_task_of,
    settlement_of,
    settlement_of_person,
    task_in_scope,
    task_settled_by,
)
from server.issuance.temporary_cards.rules import FEE_DUE, settled_state
from server.rules import next_state, policy

_OPEN, _SETTLED = "open", "settled"
_NONE, _LIST_WRONG = "none", "list_wrong"
_USED, _VOID, _GIVEN_BACK = "used", "void", "fee_given_back"


@dataclass(frozen=True)
class Settling:
    """How a temporary card was settled; `receipt_number` where a fee was taken."""

    how: str
    number: str | None = None
    receipt_number: str | None = None
    note: str | None = None


def settle_with_hand_over(report: Report, card: Card) -> None:
    """Note how the temporary card was settled as the formal one was handed over, and ask for its recovery (2.2)."""
    told = report.payload["temporary_card"]
    if told["answer"] in (None, _NONE) or settlement_of_person(card.cardholder_id) is not None:
        return
    fee = told.get("fee") or {}
    _settle(report, card, Settling(told["answer"], told.get("number"), fee.get("receipt_number")))


def take_back_temporary_card(report: Report) -> None:
    """Note a temporary card that came back outside a hand-over, and ask for its recovery (2.2).

    Raises:
        Refusal: the first rule the facts break, or temporary_card_settled.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("take_back_temporary_card", "event", report.id, "2.2", card=card.id)
        _refuse_settled(card)
        _settle(report, card, Settling("returned", payload.get("number"), note=payload.get("note")))


def take_fee(report: Report) -> None:
    """Note a fee paid outside a hand-over for a lost or damaged temporary card, with its receipt (2.3).

    Raises:
        Refusal: the first rule the facts break, or temporary_card_settled.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("take_fee", "event", report.id, "2.3", card=card.id, receipt=payload["receipt_number"])
        _refuse_settled(card)
        _settle(report, card, Settling(payload["kind"], receipt_number=payload["receipt_number"]))


def undo_settlement(event_id: str, corrected_by: str) -> None:
    """Take back what a record settled: its recovery, if it never left, and its receipt, which stays void (4.1.1.b).

    Raises:
        Refusal: correction_after_activation — the card-management system may know of the recovery.
    """
    settled = settlement_of(event_id)
    if settled is None:
        return
    if not activation.withdraw("recovery", settled.id):
        raise Refusal("correction_after_activation")
    settled.state = next_state("temporary_card", settled.state, "correct")
    settled.corrected_by = corrected_by
    used = receipt_use_of(settled.receipt_number) if settled.receipt_number else None
    if used is not None:
        used.state, used.reason = _VOID, _GIVEN_BACK
    task = task_settled_by(settled.id)
    if task is not None:
        task.state, task.outcome, task.settlement_id, task.settled_at, task.settled_by = _OPEN, None, None, None, None


def open_late_tasks() -> int:
    """Open a task for everybody whom a newer list names after the formal card was handed over (2.1, reading 24)."""
    with transaction():
        found = late_hits()
        for handed, list_id, number in found:
            task = TemporaryCardTask(
                id=new_id(),
                hand_over_id=handed.id,
                card_id=handed.card_id,
                cardholder_id=handed.cardholder_id,
                round_id=handed.round_id,
                area_code=handed.area_code,
                bank_code=handed.bank_code,
                list_id=list_id,
                number=number,
                state=_OPEN,
                created_at=utc_now(),
            )
            db.session.add(task)
            audit.record("open_temporary_card_task", "temporary_card_task", task.id, "2.1", card=handed.card_id)
    return len(found)


def settle_task(task_id: str, officer_id: str, settling: Settling) -> TemporaryCardTask:
    """Settle at the desk what a list showed too late; the hand-over stands whatever comes of it (reading 24).

    Raises:
        Refusal: not_found; temporary_card_task_settled; reason_missing (the list is said to be wrong, and why is
            not); receipt_missing; receipt_out_of_range; receipt_used_twice.
    """
    with transaction():
        task = task_in_scope(task_id)
        if task.state != _OPEN:
            raise Refusal("temporary_card_task_settled")
        if settling.how == _LIST_WRONG and not (settling.note or "").strip():
            raise Refusal("reason_missing")
        card = db.session.get_one(Card, task.card_id)
        audit.record("settle_temporary_card_task", "temporary_card_task", task.id, "2.2", outcome=settling.how)
        settled = None if settling.how == _LIST_WRONG else _settle_at_the_desk(task, card, officer_id, settling)
        _close(task, settling, officer_id, settled)
    return task


def reopen_task(task: TemporaryCardTask, corrected_by: str) -> None:
    """Let a settled task wait again: its settlement is taken back, the receipt of a fee stays void (4.1.1.b).

    Raises:
        Refusal: correction_after_activation — the card-management system may know of the recovery.
    """
    if task.settlement_id is not None:
        undo_settlement(task.settlement_id, corrected_by)
    task.state, task.outcome, task.settlement_id, task.note = _OPEN, None, None, None
    task.settled_at, task.settled_by = None, None


def _settle(report: Report, card: Card, settling: Settling) -> None:
    settled = _write(common(report, card), card, settling, report.body["officer"], report.moment)
    task = open_task_of(card.cardholder_id)
    if task is not None:
        _close(task, settling, report.body["officer"], settled)


def _settle_at_the_desk(
    task: TemporaryCardTask, card: Card, officer_id: str, settling: Settling
) -> TemporaryCardSettlement:
    if settling.how in FEE_DUE:
        refuse_receipt_of_others(settling.receipt_number or "", officer_id)
    place = {"id": new_id(), "round_id": None, "device_id": None, "card_id": card.id}
    return _write(
        {**place, "area_code": task.area_code, "bank_code": card.bank_code}, card, settling, officer_id, utc_now()
    )


def _write(
    place: dict[str, Any], card: Card, settling: Settling, officer_id: str, at: datetime
) -> TemporaryCardSettlement:
    fee = policy("temporary_card.fee_fen") if settling.how in FEE_DUE else 0
    receipt = settling.receipt_number if fee else None
    settled = TemporaryCardSettlement(
        **place,
        cardholder_id=card.cardholder_id,
        how=settling.how,
        state=settled_state(settling.how),
        number=settling.number,
        fee_fen=fee,
        receipt_number=receipt,
        note=settling.note,
        officer_id=officer_id,
        at=at,
    )
    db.session.add(settled)
    db.session.flush()
    if receipt:
        use = ReceiptUse(**place, **receipt_columns(receipt), state=_USED, amount_fen=fee, officer_id=officer_id, at=at)
        db.session.add(use)
    activation.request("recovery", card, place["id"], {"number": settling.number, "how": settling.how})
    return settled


def _refuse_settled(card: Card) -> None:
    if settlement_of_person(card.cardholder_id) is not None:
        raise Refusal("temporary_card_settled")


def _close(
    task: TemporaryCardTask, settling: Settling, officer_id: str, settled: TemporaryCardSettlement | None
) -> None:
    task.state, task.outcome, task.note = _SETTLED, settling.how, settling.note
    task.settlement_id = settled.id if settled is not None else None
    task.settled_at, task.settled_by = utc_now(), officer_id
