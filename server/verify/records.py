"""I1: every record of a tablet is here exactly once, as accepted or as parked, with what it led to."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, true

from server.db import db
from server.issuance.cosigns.models import Cosign
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.receipt_books.models import ReceiptUse
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.close.models import CountCosign, RoundCount
from server.sync.intake.rules import event_row
from server.sync.models import CounterSettlement, Event, Settlement
from server.sync.rules import hash_of, read_record
from server.sync.settlements.rules import NOTED
from server.verify.outcomes import differing_columns
from server.verify.rules import Finding

_OUTCOMES: dict[str, type[Any]] = {
    "card.handed_over": HandOver,
    "person.not_served": NotServed,
    "card.wrong_face": WrongFace,
    "finance.activated": FinanceReport,
    "check.cosigned": Cosign,
    "round.counted": RoundCount,
    "count.cosigned": CountCosign,
}
# What the desk enters too, without a record; and what comes with a hand-over's own.
_ALSO_AT_THE_DESK: dict[str, type[Any]] = {
    "temp_card.returned": TemporaryCardSettlement,
    "temp_card.fee_paid": TemporaryCardSettlement,
    "receipt.voided": ReceiptUse,
}
_CORRECTION = "event.corrected"
# Rows in memory at once: a county's years do not fit.
_AT_ONCE = 500


def check() -> Finding:
    """Compare every stored record with its bytes, its verdict and its outcome, some at a time."""
    finding = Finding("I1", "records are here once, accepted or parked")
    withdrawn = select(Settlement.event_id).where(Settlement.taken_back_by.is_not(None), Settlement.decision != NOTED)
    taken_back = set(db.session.scalars(withdrawn))
    events = db.session.scalars(select(Event).order_by(Event.idx).execution_options(yield_per=_AT_ONCE))
    for some in events.partitions():
        outcomes = _outcomes_of([event.id for event in some])
        for event in some:
            finding.count(event.verdict)
            finding.problems += [f"{event.id} {problem}" for problem in _problems(event, outcomes, taken_back)]
    twice = select(Event.id, func.count()).group_by(Event.id).having(func.count() > 1)
    finding.problems += [f"{event_id} is here {times} times" for event_id, times in db.session.execute(twice)]
    finding.problems += [f"{event_id} {name} without a record" for name, event_id in _without_a_record()]
    return finding


def _outcomes_of(event_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return by type and id what records led to; what is only known to be there counts as None."""
    found: dict[str, dict[str, Any]] = {
        name: {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(event_ids)))}
        for name, model in _OUTCOMES.items()
    }
    for name, column, is_one in _ids_alone():
        named = db.session.scalars(select(column).where(column.in_(event_ids), is_one))
        found.setdefault(name, {}).update(dict.fromkeys(named))
    return found


def _ids_alone() -> Iterator[tuple[str, Any, ColumnElement[bool]]]:
    """Yield where else the ids of records stand, by type, and which of these rows came of a record."""
    for name, model in _ALSO_AT_THE_DESK.items():
        yield name, model.id, model.device_id.is_not(None)
    # The bank manager's half of a count falls with the count.
    for model in {*_OUTCOMES.values(), *_ALSO_AT_THE_DESK.values()} - {CountCosign}:
        yield _CORRECTION, model.corrected_by, model.corrected_by.is_not(None)


def _without_a_record() -> Iterator[tuple[str, str]]:
    """Yield what nobody said, by type; settlements at the desk and counter-entries take back as corrections do."""
    places = [(name, model.id, true()) for name, model in _OUTCOMES.items()]
    for name, column, is_one in [*places, *_ids_alone()]:
        unknown = [~exists().where(known.id == column) for known in (Event, Settlement, CounterSettlement)]
        yield from ((name, one) for one in db.session.scalars(select(column).where(is_one, *unknown).order_by(column)))


def _problems(event: Event, outcomes: dict[str, dict[str, Any]], taken_back: set[str | None]) -> Iterator[str]:
    record = read_record(event.content)
    if hash_of(event.content) != event.hash:
        yield "bytes differ from their hash"
    elif record is None or any(
        getattr(event, name) != value for name, value in event_row(record, event.received_at).items()
    ):
        yield "row differs from its bytes"
    yield from _problems_of_verdict(event, outcomes, taken_back)
    outcome = outcomes.get(event.type, {}).get(event.id)
    if record is not None and outcome is not None:
        for column in differing_columns(event.type, record.body, outcome):
            yield f"led to another {column} than it says"


def _problems_of_verdict(
    event: Event, outcomes: dict[str, dict[str, Any]], taken_back: set[str | None]
) -> Iterator[str]:
    if event.verdict not in ("accepted", "parked"):
        yield f"has the verdict {event.verdict}"
    elif event.verdict == "accepted" and event.id not in outcomes.get(event.type, {}):
        yield "is accepted and led to nothing"
    elif event.verdict == "parked" and event.settled_at is None:
        if event.reason is None:
            yield "is parked without a reason"
        if event.id not in taken_back and any(event.id in found for found in outcomes.values()):
            yield "is parked and led to something"
