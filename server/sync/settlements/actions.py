"""Decide of a parked record or a case: a new record by two people that refers to the old one."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

from server import audit
from server.accounts.officers.models import Officer
from server.accounts.scope import reach_of
from server.audit import Actor, acting_as, actor
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.evidence.blobs.queries import find_blobs
from server.issuance.actions import replace_hand_over
from server.issuance.queries import hold_rows, tablet_clock_offset
from server.issuance.rules import Report
from server.rounds.models import Round
from server.rules import refusal
from server.sync.intake.actions import ACTIONS
from server.sync.intake.rules import attachments_refused, misshapen
from server.sync.models import Event, EventConflict, Settlement
from server.sync.queries import cases_of, conflict_in_scope, find_event, parked_in_scope
from server.sync.rules import Record, named_attachments, read_record
from server.sync.settlements.rules import (
    APPROVAL,
    FIRST,
    RE_ENTERED,
    SECOND,
    SECOND_ROLES,
    STANDS,
    decisions_of,
    way_to_stand,
)

_CLAUSE = "4.1.1.b"
_CHECK_ITEMS, _COUNT_ITEMS = ["id_card", "photo", "address"], ["count"]


@dataclass(frozen=True)
class Decision:
    """What was decided and why; `reason` is a code of the list "settlement"."""

    decision: str
    reason: str
    note: str | None = None
    re_entered_as: str | None = None


def settle_parked(event_id: str, decided: Decision, second: Officer) -> Settlement:
    """Let a parked record stand, void it, or note by which record it was entered anew (4.1.1.b).

    To stand it is judged again with what was missing; whatever else is wrong with it refuses the settlement.

    Raises:
        Refusal: not_found, parked_settled, same_person_twice, own_record, second_person_unfit, cannot_stand,
            stood_once, re_entry_missing, or the rule that it breaks still.
    """
    with transaction():
        event = parked_in_scope(event_id, lock=True)
        if event.settled_at is not None:
            raise Refusal("parked_settled")
        refuse_unfit_pair(event, second)
        settlement = _settlement(decided, second, event)
        if decided.decision == STANDS:
            _refuse_what_stood_before(event)
            settlement.supplied = _judge_again(event, second, settlement.id)
        if decided.decision == RE_ENTERED:
            _refuse_missing_re_entry(event, decided.re_entered_as)
        for case in cases_of(event.id):
            case.state = "settled"
        _file(settlement, event)
        audit.record(
            "settle_parked", "event", event.id, _CLAUSE,
            decision=decided.decision, second_officer=second.id, settlement=settlement.id,
        )  # fmt: skip
    return settlement


def settle_case(conflict_id: str, decided: Decision, second: Officer) -> Settlement:
    """Say which side of a case stands: the first is taken back for the second, or the second is void (4.1.1.b).

    Raises:
        Refusal: not_found, case_settled, case_decision_unfit, same_person_twice, own_record, second_person_unfit,
            or the rule that the second hand-over breaks.
    """
    with transaction():
        case = conflict_in_scope(conflict_id, lock=True)
        if case.state != "open":
            raise Refusal("case_settled")
        if decided.decision not in decisions_of(case.kind):
            raise Refusal("case_decision_unfit")
        event = find_event(case.event_id) if case.event_id else None
        refuse_unfit_pair(event or case, second)
        settlement = _settlement(decided, second, case)
        settlement.conflict_id = case.id
        if decided.decision == SECOND:
            _let_the_second_stand(case, event, settlement.id)
        case.state = "settled"
        _file(settlement, event if decided.decision in (FIRST, SECOND) else None)
        audit.record(
            "settle_case", "event_conflict", case.id, _CLAUSE,
            decision=decided.decision, second_officer=second.id, settlement=settlement.id,
        )  # fmt: skip
    return settlement


class Placed(Protocol):
    """Something that belongs to an area and a bank, or to none."""

    @property
    def area_code(self) -> str:
        """Return the area, twelve digits."""

    @property
    def bank_code(self) -> str | None:
        """Return the bank, None where no bank is concerned."""


def refuse_unfit_pair(about: Placed, second: Officer) -> None:
    """See that two different people settle, that the second one is fit, and that neither settles the own record.

    Raises:
        Refusal: same_person_twice, own_record, second_person_unfit.
    """
    first_id = actor().officer_id
    if second.id == first_id:
        raise Refusal("same_person_twice")
    if isinstance(about, Event) and about.officer_id in (first_id, second.id):
        raise Refusal("own_record")
    theirs = reach_of(second.organisation)
    of_their_bank = theirs.bank_code is None or theirs.bank_code == about.bank_code
    if not (SECOND_ROLES & set(second.roles) and theirs.covers_area(about.area_code) and of_their_bank):
        raise Refusal("second_person_unfit")


def _settlement(decided: Decision, second: Officer, about: Event | EventConflict) -> Settlement:
    return Settlement(
        id=new_id(),
        event_id=about.id if isinstance(about, Event) else about.event_id,
        decision=decided.decision,
        reason=decided.reason,
        note=decided.note,
        supplied={},
        re_entered_as=decided.re_entered_as,
        officer_id=actor().officer_id,
        second_officer_id=second.id,
        clause=_CLAUSE,
        area_code=about.area_code,
        bank_code=about.bank_code,
        at=utc_now(),
    )


def _file(settlement: Settlement, event: Event | None) -> None:
    if event is not None:
        event.settled_at = settlement.at
    db.session.add(settlement)


def _refuse_what_stood_before(event: Event) -> None:
    # What it led to was taken back under its own id; a record leads to something once.
    stood = select(Settlement.id).where(Settlement.event_id == event.id, Settlement.decision == STANDS)
    if db.session.scalar(stood.limit(1)) is not None:
        raise Refusal("stood_once")


def _judge_again(event: Event, second: Officer, settlement_id: str) -> dict[str, Any]:
    """Carry the record out in its old place; return what was supplied to it."""
    row = way_to_stand(event.reason)
    if row is None:
        raise _cannot_stand(event.reason)
    record = _readable(event)
    supplied: dict[str, Any] = {"waived": sorted(row["waives"])}
    body = dict(record.body)
    if row["way"] == APPROVAL:
        approval = _approval(event, second)
        body["approvals"] = [*(a for a in body["approvals"] if a["role"] != approval["role"]), approval]
        supplied["approval"] = approval
    held = hold_rows([body])
    report = _report(event, body, settlement_id, frozenset(row["waives"]))
    with acting_as(Actor(officer_id=actor().officer_id, device_id=event.device_id)):
        ACTIONS[event.type](report)
    held.clear()
    return supplied


def _readable(event: Event) -> Record:
    record = read_record(event.content)
    blobs = find_blobs(named_attachments(record)) if record else {}
    refused = (misshapen(record) or attachments_refused(record, blobs)) if record else "not_understood"
    if record is None or refused:
        raise _cannot_stand(refused)
    return record


def _cannot_stand(code: str | None) -> Refusal:
    words = refusal(code or "record_not_judged")
    return Refusal("cannot_stand", words=words.zh, words_en=words.en)


def _approval(event: Event, second: Officer) -> dict[str, Any]:
    held = db.session.get(Round, event.round_id) if event.round_id else None
    if held is None or held.bank_manager_id != second.id:
        raise Refusal("not_the_bank_manager")
    return {
        "officer": second.id,
        "role": "bank_manager",
        "items": _COUNT_ITEMS if event.type == "round.counted" else _CHECK_ITEMS,
        "at": to_wire(utc_now()),
        "way": "desk",
    }


def _report(event: Event, body: dict[str, Any], settlement_id: str, waived: frozenset[str]) -> Report:
    offset = event.clock_offset_ms
    if offset is None:
        offset = tablet_clock_offset(event.device_id)
    return Report(event.id, event.device_id, body, event.received_at, offset, waived, settlement_id)


def _refuse_missing_re_entry(event: Event, other_id: str | None) -> None:
    other = find_event(other_id) if other_id else None
    if other is None or other.verdict != "accepted" or other.id == event.id or _card_of(other) != _card_of(event):
        raise Refusal("re_entry_missing")


def _card_of(event: Event) -> Any:
    record = read_record(event.content)
    payload = record.body.get("payload") if record else None
    return payload.get("card_id") if isinstance(payload, dict) else None


def _let_the_second_stand(case: EventConflict, event: Event | None, settlement_id: str) -> None:
    if event is None or case.first_event_id is None:
        raise Refusal("case_decision_unfit")
    record = _readable(event)
    held = hold_rows([record.body])
    report = _report(event, record.body, settlement_id, frozenset({"round_not_in_the_field"}))
    with acting_as(Actor(officer_id=actor().officer_id, device_id=event.device_id)):
        replace_hand_over(case.first_event_id, report)
    held.clear()
