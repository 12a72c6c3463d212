"""Take a settlement back: a second record by two people that keeps what the first one said (4.1.1.b)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server import audit
from server.accounts.officers.models import Officer
from server.audit import actor
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.custody.discrepancies.actions import reopen_discrepancy
from server.custody.incidents.actions import reopen_incident
from server.custody.rules import Occasion
from server.db import db, transaction
from server.issuance.actions import take_back
from server.issuance.freezes.actions import release_at_the_desk
from server.issuance.recalls.actions import reopen_recall
from server.issuance.rules import Report
from server.issuance.temporary_cards.actions import reopen_task
from server.sync.counter_settlements.queries import settled
from server.sync.counter_settlements.rules import AS_TOLD_AT_THE_DESK, LED_ON
from server.sync.models import CounterSettlement, Event, EventConflict, Settlement
from server.sync.queries import find_event
from server.sync.settlements.actions import refuse_unfit_pair
from server.sync.settlements.queries import settlement_of
from server.sync.settlements.rules import NOTED

_CLAUSE = "4.1.1.b"
_OPEN = "open"


@dataclass(frozen=True)
class Reason:
    """Why a settlement is taken back; `reason` is a code of the list "settlement"."""

    reason: str
    note: str | None = None


def take_settlement_back(subject: str, subject_id: str, why: Reason, second: Officer) -> CounterSettlement:
    """Write the counter-entry to a settlement: its effect is undone and the subject waits for people again.

    What the settlement said stays in the counter-entry. Where the effect cannot be undone, nothing is.

    Raises:
        Refusal: not_found, not_settled_yet, same_person_twice, own_record, second_person_unfit, settlement_passed_on,
            settlement_moved_on, settlement_final, round_closed_since, not_frozen, frozen_in_an_open_round, or what
            else forbids the undoing.
    """
    with transaction():
        found = settled(subject, subject_id, lock=True)
        refuse_unfit_pair(found.thing if isinstance(found.thing, Event) else found, second)
        counter = CounterSettlement(
            id=new_id(),
            subject=subject,
            subject_id=subject_id,
            said=found.said.kept(),
            reason=why.reason,
            note=why.note,
            officer_id=str(actor().officer_id),
            second_officer_id=second.id,
            clause=_CLAUSE,
            area_code=found.area_code,
            bank_code=found.bank_code,
            at=utc_now(),
        )
        try:
            _UNDO[subject](found.thing, counter)
        except Refusal as refused:
            raise Refusal(AS_TOLD_AT_THE_DESK.get(refused.code, refused.code)) from refused
        db.session.add(counter)
        audit.record(
            "take_settlement_back", subject, subject_id, _CLAUSE,
            counter=counter.id, decision=found.said.decision, second_officer=second.id,
        )  # fmt: skip
    return counter


def _undo_parked(event: Event, counter: CounterSettlement) -> None:
    found = settlement_of(event_id=event.id)
    if found is None:
        raise Refusal("not_settled_yet")
    _undo(found, event, counter)
    # The record's cases were settled with it.
    for case in db.session.scalars(select(EventConflict).where(EventConflict.event_id == event.id)):
        if settlement_of(conflict_id=case.id) is None:
            case.state = _OPEN


def _undo_conflict(case: EventConflict, counter: CounterSettlement) -> None:
    found = settlement_of(conflict_id=case.id)
    if found is None:
        raise Refusal("not_settled_yet")
    _undo(found, find_event(case.event_id) if case.event_id else None, counter)
    case.state = _OPEN


def _undo(found: Settlement, event: Event | None, counter: CounterSettlement) -> None:
    # Another hand-over gave way to this one: there is no first one left to go back to.
    if found.decision == "second":
        raise Refusal("second_stands")
    if found.decision in LED_ON and event is not None:
        take_back(_report(event, counter))
    found.taken_back_by = counter.id
    # A case that was only noted had settled nothing of its record.
    if event is not None and found.decision != NOTED:
        event.settled_at = None


def _report(event: Event, counter: CounterSettlement) -> Report:
    """The counter-entry as the actions of the records know it."""
    body: dict[str, Any] = {
        "officer": counter.officer_id,
        "round": event.round_id,
        "device_time": to_wire(counter.at),
        "payload": {"corrects": event.id, "reason": counter.reason},
    }
    return Report(counter.id, event.device_id, body, counter.at, 0, settlement_id=counter.id)


def _undo_task(task: Any, counter: CounterSettlement) -> None:
    reopen_task(task, counter.id)


def _undo_recall(activation: Any, _counter: CounterSettlement) -> None:
    reopen_recall(activation)


def _undo_discrepancy(found: Any, counter: CounterSettlement) -> None:
    reopen_discrepancy(found, _occasion(counter))


def _undo_incident(found: Any, counter: CounterSettlement) -> None:
    reopen_incident(found, _occasion(counter))


def _undo_freeze(card: Any, counter: CounterSettlement) -> None:
    release_at_the_desk(card, counter.id, (counter.officer_id, counter.second_officer_id))


def _occasion(counter: CounterSettlement) -> Occasion:
    return Occasion(second_officer_id=counter.second_officer_id, reason=counter.reason)


_UNDO: dict[str, Callable[[Any, CounterSettlement], None]] = {
    "parked": _undo_parked,
    "conflict": _undo_conflict,
    "temporary_card_task": _undo_task,
    "recall": _undo_recall,
    "discrepancy": _undo_discrepancy,
    "incident": _undo_incident,
    "frozen_card": _undo_freeze,
}
