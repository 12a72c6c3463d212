"""Read what settlements said, and which were taken back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select

from server.accounts.officers.models import Officer
from server.cards.queries import card_in_scope
from server.core.clock import to_wire
from server.core.errors import Refusal
from server.custody.discrepancies.queries import discrepancy_in_scope, receipt_of
from server.custody.incidents.queries import incident_in_scope
from server.custody.models import Vault
from server.db import db
from server.issuance.freezes.queries import standing_deaths
from server.issuance.recalls.queries import recall_in_scope
from server.issuance.recalls.queries import settlement_of as recall_settlement
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.issuance.temporary_cards.queries import task_in_scope
from server.sync.counter_settlements.rules import Said
from server.sync.models import CounterSettlement, Settlement
from server.sync.queries import conflict_in_scope, parked_in_scope
from server.sync.settlements.queries import settlement_of

_SETTLED = "settled"
_Found = TypeVar("_Found")


class Settled(NamedTuple):
    """Something that was settled: itself, where it belongs, and what its settlement said."""

    thing: Any
    area_code: str
    bank_code: str | None
    said: Said


def settled(subject: str, subject_id: str, *, lock: bool = False) -> Settled:
    """Return what was settled, as far as whoever acts may see it; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found, not_settled_yet.
    """
    return _READ[subject](subject_id, lock)


def counter_settlements(subject: str, subject_id: str) -> Sequence[CounterSettlement]:
    """Return how often a settlement was taken back, the oldest first.

    Raises:
        Refusal: not_found.
    """
    _FIND[subject](subject_id)
    statement = select(CounterSettlement).where(
        CounterSettlement.subject == subject, CounterSettlement.subject_id == subject_id
    )
    return db.session.scalars(statement.order_by(CounterSettlement.at, CounterSettlement.id)).all()


def describe_counter_settlements(found: Sequence[CounterSettlement]) -> list[dict[str, Any]]:
    """Return them with the names of both people."""
    shown = ("id", "subject", "subject_id", "said", "reason", "note", "clause", "at")
    return [
        {
            **{name: getattr(one, name) for name in shown},
            "officer": _name(one.officer_id),
            "second_officer": _name(one.second_officer_id),
        }
        for one in found
    ]


def _parked(event_id: str, lock: bool) -> Settled:
    event = parked_in_scope(event_id, lock=lock)
    found = _there(settlement_of(event_id=event.id))
    return Settled(event, event.area_code, event.bank_code, _said(found))


def _conflict(conflict_id: str, lock: bool) -> Settled:
    case = conflict_in_scope(conflict_id, lock=lock)
    found = _there(settlement_of(conflict_id=case.id))
    return Settled(case, case.area_code, case.bank_code, _said(found))


def _said(found: Settlement) -> Said:
    return Said(
        found.decision,
        _name(found.officer_id),
        to_wire(found.at),
        second_officer=_name(found.second_officer_id),
        reason=found.reason,
        note=found.note,
    )


def _task(task_id: str, _lock: bool) -> Settled:
    task = task_in_scope(task_id)
    if task.state != _SETTLED:
        raise Refusal("not_settled_yet")
    made = db.session.get(TemporaryCardSettlement, task.settlement_id) if task.settlement_id else None
    said = Said(
        str(task.outcome),
        _name(task.settled_by),
        _moment(task.settled_at),
        note=task.note,
        receipt_number=made.receipt_number if made else None,
    )
    return Settled(task, task.area_code, task.bank_code, said)


def _recall(activation_id: str, _lock: bool) -> Settled:
    activation = recall_in_scope(activation_id)
    found = _there(recall_settlement(activation))
    said = Said(found.how, _name(found.settled_by), to_wire(found.at), note=found.note)
    return Settled(activation, activation.area_code, activation.bank_code, said)


def _discrepancy(discrepancy_id: str, lock: bool) -> Settled:
    found = discrepancy_in_scope(discrepancy_id, lock=lock)
    if found.state != _SETTLED:
        raise Refusal("not_settled_yet")
    said = Said(
        str(found.cause),
        _name(found.settled_by),
        _moment(found.settled_at),
        responsible=found.responsible,
        report_number=found.report_number,
        note=found.note,
    )
    return Settled(found, db.session.get_one(Vault, receipt_of(found).vault_id).area_code, None, said)


def _incident(incident_id: str, lock: bool) -> Settled:
    found = incident_in_scope(incident_id, lock=lock)
    if found.state != _SETTLED:
        raise Refusal("not_settled_yet")
    said = Said(
        str(found.outcome),
        _name(found.settled_by),
        _moment(found.settled_at),
        second_officer=_name(found.second_officer_id) if found.second_officer_id else None,
        responsible=found.responsible,
        report_number=found.report_number,
        note=found.cause,
    )
    return Settled(found, found.area_code, found.bank_code, said)


def _frozen_card(card_id: str, _lock: bool) -> Settled:
    card, told = card_in_scope(card_id), standing_deaths(card_id)
    if not told:
        raise Refusal("not_frozen")
    first = told[0]
    said = Said(first.reason, _name(first.officer_id), to_wire(first.at), note=first.note)
    return Settled(card, first.area_code, first.bank_code, said)


def _there(found: _Found | None) -> _Found:
    if found is None:
        raise Refusal("not_settled_yet")
    return found


def _moment(at: datetime | None) -> str:
    return to_wire(_there(at))


def _name(officer_id: str | None) -> str:
    found = db.session.get(Officer, officer_id) if officer_id else None
    return found.name if found is not None else ""


_READ: dict[str, Callable[[str, bool], Settled]] = {
    "parked": _parked,
    "conflict": _conflict,
    "temporary_card_task": _task,
    "recall": _recall,
    "discrepancy": _discrepancy,
    "incident": _incident,
    "frozen_card": _frozen_card,
}
_FIND: dict[str, Callable[[str], Any]] = {
    "parked": parked_in_scope,
    "conflict": conflict_in_scope,
    "temporary_card_task": task_in_scope,
    "recall": recall_in_scope,
    "discrepancy": discrepancy_in_scope,
    "incident": incident_in_scope,
    "frozen_card": card_in_scope,
}
