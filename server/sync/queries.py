"""Read what is filed of a tablet, and what waits for people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.db import db
from server.db.paging import Page, paged
from server.rules import refusal
from server.sync.models import Event, EventConflict, Quarantined, ServerLineage
from server.sync.rules import CASE_CODES, START, Head, Quarantine, Record, masked_record

_SHOWN = (
    "id", "idx", "type", "device_id", "epoch", "seq", "officer_id", "round_id", "device_time",
    "clock_offset_ms", "received_at", "reason", "settled_at", "area_code",
)  # fmt: skip
# Records that say where a card is.
_MOVES = ("card.handed_over", "card.wrong_face", "round.counted", "event.corrected")
# What is known of a record of which only the bytes were kept.
_NOBODY: dict[str, Any] = dict.fromkeys(("officer_name", "device_name", "received_at"))
# Cases whose first record is the hand-over that the other one speaks against.
_BESIDE_A_HAND_OVER = ("second_hand_over", "bank_refused", "finance_of_proxy")
_SHOWN_OF_CASES = ("id", "kind", "detail", "event_id", "card_id", "device_id", "state", "created_at", "area_code")


class Filed(NamedTuple):
    """A record that is already here."""

    id: str
    hash: str
    idx: int | None
    reason: str | None
    clause: str | None


@dataclass
class Chain:
    """What the server holds of one tablet, as far as an upload touches it."""

    heads: dict[int, Head]
    filed: dict[str, Filed]
    quarantine: Quarantine
    known_conflicts: set[tuple[str, str]] = field(default_factory=set)

    def head(self, epoch: int) -> Head:
        """Return the last record of an epoch."""
        return self.heads.get(epoch, START)


def lock_tablet(device_id: str) -> None:
    """Let one upload of a tablet at a time be judged; a repeated one then finds the first one's rows."""
    db.session.execute(select(Device.id).where(Device.id == device_id).with_for_update())


def chain_of(device_id: str, records: Sequence[Record], contents: Collection[str]) -> Chain:
    """Return what is filed of a tablet for these records; `contents` are the hashes of everything sent."""
    epochs = sorted({record.epoch for record in records})
    return Chain(
        heads={epoch: _head(device_id, epoch) for epoch in epochs},
        filed=_filed(sorted({record.id for record in records})),
        quarantine=_quarantine(device_id),
        known_conflicts=_known_conflicts(contents),
    )


def has_everything_up_to(device_id: str, epoch: int, seq: int, head_hash: str | None) -> bool:
    """Tell whether the chain of a tablet ends here as it ends there."""
    return _head(device_id, epoch) == (Head(seq, head_hash) if head_hash else START)


def current_lineage() -> str | None:
    """Return the id of this database's history, or None before its first start."""
    return db.session.scalar(select(ServerLineage.id).order_by(ServerLineage.created_at.desc()).limit(1))


def find_event(event_id: str) -> Event | None:
    """Return a filed record by its id."""
    return db.session.scalar(select(Event).where(Event.id == event_id))


def hashes_here(device_id: str, hashes: Collection[str]) -> set[str]:
    """Return which of these records of a tablet are filed."""
    if not hashes:
        return set()
    return set(
        db.session.scalars(select(Event.hash).where(Event.device_id == device_id, Event.hash.in_(sorted(hashes))))
    )


def parked(page: int, per_page: int, reason: str | None = None, round_id: str | None = None) -> Page[Event]:
    """Return the records in scope that wait for a person, the oldest first."""
    statement = scoped(select(Event), Event).where(Event.verdict == "parked", Event.settled_at.is_(None))
    if reason:
        statement = statement.where(Event.reason == reason)
    if round_id:
        statement = statement.where(Event.round_id == round_id)
    return paged(statement.order_by(Event.idx), page, per_page)


def parked_in_scope(event_id: str, *, lock: bool = False) -> Event:
    """Return one record that is or was parked; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Event, Event.id == event_id, Event.verdict == "parked", lock=lock)


def parked_moves_of_round(round_id: str) -> list[dict[str, Any]]:
    """Return the records of a round that move its cards and wait for a person; the round stays open for them."""
    statement = select(Event.id, Event.type, Event.reason).where(
        Event.round_id == round_id,
        Event.type.in_(_MOVES),
        Event.verdict == "parked",
        Event.settled_at.is_(None),
        # A second hand-over is an incident: the first one stands while people find out.
        Event.reason != CASE_CODES["second_hand_over"],
    )
    rows = db.session.execute(statement.order_by(Event.idx))
    return [{"event_id": row.id, "type": row.type, "reason": row.reason} for row in rows]


def cases_of(event_id: str) -> list[EventConflict]:
    """Return the open cases about a record."""
    statement = select(EventConflict).where(EventConflict.event_id == event_id, EventConflict.state == "open")
    return list(db.session.scalars(statement))


def conflicts(page: int, per_page: int, state: str | None = None) -> Page[EventConflict]:
    """Return the cases in scope, the newest first."""
    statement = scoped(select(EventConflict), EventConflict)
    if state:
        statement = statement.where(EventConflict.state == state)
    return paged(statement.order_by(EventConflict.created_at.desc(), EventConflict.id), page, per_page)


def conflict_in_scope(conflict_id: str, *, lock: bool = False) -> EventConflict:
    """Return one case; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(EventConflict, EventConflict.id == conflict_id, lock=lock)


def sides_of(case: EventConflict) -> dict[str, dict[str, Any] | None]:
    """Return both records of a case, the one that was here first; None where there is no such record."""
    first, second = events_of(case)
    if case.kind == "changed_bytes":
        return {"first": _side(first), "second": {**_NOBODY, "record": masked_record(case.content or b"{}")}}
    return {"first": _side(first), "second": _side(second)}


def events_of(case: EventConflict) -> tuple[Event | None, Event | None]:
    """Return the record that was here first, and the one that opened the case; None where only bytes were kept."""
    named = find_event(case.event_id) if case.event_id else None
    if case.kind == "changed_bytes":
        return named, None
    if case.kind in _BESIDE_A_HAND_OVER:
        return (find_event(case.first_event_id) if case.first_event_id else None), named
    return _record_before(named), named


def waiting() -> dict[str, Any]:
    """Return how many records and cases in scope wait for people, by reason, with the oldest of each."""
    counted = select(Event.reason, func.count(), func.min(Event.received_at)).where(
        Event.verdict == "parked", Event.settled_at.is_(None)
    )
    reasons = db.session.execute(scoped(counted, Event).group_by(Event.reason).order_by(Event.reason)).all()
    cases = scoped(select(func.count(EventConflict.id)), EventConflict).where(EventConflict.state == "open")
    return {
        "parked": [
            {"reason": row[0], **_words(row[0] or "record_not_judged"), "count": row[1], "oldest_at": row[2]}
            for row in reasons
        ],
        "conflicts": db.session.scalar(cases) or 0,
    }


def describe_parked(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return records with their reasons in plain words and the names of tablet and officer."""
    devices = _names(Device, {event.device_id for event in events})
    officers = _names(Officer, {event.officer_id for event in events if event.officer_id})
    return [
        {
            **{name: getattr(event, name) for name in _SHOWN},
            **_words(event.reason or "record_not_judged"),
            "device_name": devices.get(event.device_id),
            "officer_name": officers.get(event.officer_id or ""),
        }
        for event in events
    ]


def describe_conflicts(cases: Sequence[EventConflict]) -> list[dict[str, Any]]:
    """Return cases with their reasons in plain words."""
    devices = _names(Device, {case.device_id for case in cases})
    return [
        {
            **{name: getattr(case, name) for name in _SHOWN_OF_CASES},
            **_words(CASE_CODES[case.kind]),
            "device_name": devices.get(case.device_id),
        }
        for case in cases
    ]


def _record_before(event: Event | None) -> Event | None:
    if event is None:
        return None
    statement = select(Event).where(
        Event.device_id == event.device_id, Event.epoch == event.epoch, Event.seq == event.seq - 1
    )
    return db.session.scalar(statement)


def _side(event: Event | None) -> dict[str, Any] | None:
    if event is None:
        return None
    shown = describe_parked([event])[0]
    return {**{name: shown[name] for name in _NOBODY}, "record": masked_record(event.content)}


def _words(code: str) -> dict[str, Any]:
    text = refusal(code)
    return {"message_zh": text.zh, "message_en": text.en, "clause": text.clause}


def _names(model: type[Device | Officer], ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(sorted(ids))))
    return {row[0]: row[1] for row in rows}


def _head(device_id: str, epoch: int) -> Head:
    newest = (
        select(Event.seq, Event.hash)
        .where(Event.device_id == device_id, Event.epoch == epoch)
        .order_by(Event.seq.desc())
        .limit(1)
    )
    row = db.session.execute(newest).first()
    return Head(row.seq, row.hash) if row else START


def _filed(ids: list[str]) -> dict[str, Filed]:
    columns = (Event.id, Event.hash, Event.idx, Event.reason, Event.clause)
    rows = db.session.execute(select(*columns).where(Event.id.in_(ids)))
    return {row.id: Filed(row.id, row.hash, row.idx, row.reason, row.clause) for row in rows}


def _quarantine(device_id: str) -> Quarantine:
    # All of them, not only those an upload names: several in a row, sent earlier, stand before one record.
    columns = (Quarantined.hash, Quarantined.record_hash, Quarantined.epoch, Quarantined.seq)
    found = Quarantine()
    for row in db.session.execute(select(*columns).where(Quarantined.device_id == device_id)):
        place = None if row.epoch is None or row.seq is None else (row.epoch, row.seq)
        found.add(row.hash, row.record_hash, place)
    return found


def _known_conflicts(contents: Collection[str]) -> set[tuple[str, str]]:
    statement = select(EventConflict.kind, EventConflict.hash).where(EventConflict.hash.in_(sorted(contents)))
    return {(kind, content) for kind, content in db.session.execute(statement)}
