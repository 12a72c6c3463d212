"""I1: every record of a tablet is here exactly once, as accepted or as parked, with what it led to."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from server.core.signed_records import body_of
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
from server.sync.versions.rules import upcast
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


def check() -> Finding:
    """Compare every stored record with its bytes, its verdict and its outcome."""
    finding = Finding("I1", "records are here once, accepted or parked")
    rows = {name: {row.id: row for row in db.session.scalars(select(model))} for name, model in _OUTCOMES.items()}
    outcomes = {name: set(found) for name, found in rows.items()}
    for name, model in _ALSO_AT_THE_DESK.items():
        outcomes[name] = set(db.session.scalars(select(model.id).where(model.device_id.is_not(None))))
    outcomes[_CORRECTION] = set(_corrections())
    withdrawn = select(Settlement.event_id).where(Settlement.taken_back_by.is_not(None), Settlement.decision != NOTED)
    taken_back = set(db.session.scalars(withdrawn))
    ids: Counter[str] = Counter()
    for event in db.session.scalars(select(Event).execution_options(yield_per=500)):
        ids[event.id] += 1
        finding.count(event.verdict)
        finding.problems += [f"{event.id} {problem}" for problem in _problems(event, outcomes, taken_back)]
        outcome = rows.get(event.type, {}).get(event.id)
        if outcome is not None:
            differing = differing_columns(event.type, upcast(body_of(event.content)), outcome)
            finding.problems += [f"{event.id} led to another {column} than it says" for column in differing]
    finding.problems += [f"{event_id} is here {times} times" for event_id, times in ids.items() if times > 1]
    # A settlement by two people at the desk takes back as a correction does; so does the counter-entry to one.
    known = (
        set(ids)
        | set(db.session.scalars(select(Settlement.id)))
        | set(db.session.scalars(select(CounterSettlement.id)))
    )
    for name, found in outcomes.items():
        finding.problems += [f"{event_id} {name} without a record" for event_id in sorted(found - known)]
    return finding


def _problems(event: Event, outcomes: dict[str, set[str]], taken_back: set[str | None]) -> Iterator[str]:
    record = read_record(event.content)
    if hash_of(event.content) != event.hash:
        yield "bytes differ from their hash"
    elif record is None or any(
        getattr(event, name) != value for name, value in event_row(record, event.received_at).items()
    ):
        yield "row differs from its bytes"
    if event.verdict not in ("accepted", "parked"):
        yield f"has the verdict {event.verdict}"
    elif event.verdict == "accepted" and event.id not in outcomes.get(event.type, set()):
        yield "is accepted and led to nothing"
    elif event.verdict == "parked" and event.settled_at is None:
        if event.reason is None:
            yield "is parked without a reason"
        if event.id not in taken_back and any(event.id in found for found in outcomes.values()):
            yield "is parked and led to something"


def _corrections() -> Iterator[str]:
    # The bank manager's half of a count falls with the count.
    for model in {*_OUTCOMES.values(), *_ALSO_AT_THE_DESK.values()} - {CountCosign}:
        yield from db.session.scalars(select(model.corrected_by).where(model.corrected_by.is_not(None)))
