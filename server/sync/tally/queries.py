"""Read a tablet's chains and its last rounds as they came in."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import device_in_scope
from server.core.signed_records import body_of
from server.db import db
from server.rounds.models import Round
from server.sync.epochs.models import TabletEpoch
from server.sync.models import Event
from server.sync.tally.rules import check_code, missing_up_to, read_code, tally_of

# More nobody compares with paper.
_ROUNDS = 3
_DESK = "desk"


def describe_tally(device_id: str) -> dict[str, Any]:
    """Return what is here of a tablet: each chain with its code and its gaps, and the figures of its last rounds.

    Raises:
        Refusal: not_found.
    """
    device = device_in_scope(device_id)
    return {
        "device_id": device.id,
        "device_name": device.name,
        "chains": _chains(device.id),
        "rounds": _rounds(device.id),
    }


def compare_with_paper(device_id: str, epoch: int, number: int, code: str) -> dict[str, Any]:
    """Lay number and code of a tablet's sheet beside what is here of that chain.

    result: same | other — another record has that number here, or the code was misread; `same_as` is the number that
    the code does belong to | not_here — the record of that number has not come; `missing` says what has not.

    Raises:
        Refusal: not_found.
    """
    device = device_in_scope(device_id)
    hashes, written = _hashes(device.id, epoch), read_code(code)
    same = [seq for seq, name in hashes.items() if check_code(device.id, epoch, seq, name) == written]
    same_as = number if number in same else max(same, default=None)
    beside = "other" if number in hashes else "not_here"
    return {
        "result": "same" if same_as == number else beside,
        "epoch": epoch,
        "number": number,
        "code": written,
        "same_as": same_as,
        "missing": missing_up_to(number, hashes),
    }


def marks_of_round(round_id: str) -> list[dict[str, Any]]:
    """Return how far each device of a round has come: its last record of the round, the code, what is missing before.

    The office's own desk has no sheet to be laid beside.
    """
    last = (
        select(Event.device_id, Event.epoch, func.max(Event.seq).label("number"))
        .where(Event.round_id == round_id)
        .group_by(Event.device_id, Event.epoch)
        .subquery()
    )
    statement = (
        select(Device.id, Device.name, last.c.epoch, last.c.number)
        .join(last, last.c.device_id == Device.id)
        .where(Device.kind != _DESK)
        .order_by(Device.name, last.c.epoch)
    )
    return [_mark(*row) for row in db.session.execute(statement)]


def _mark(device_id: str, name: str, epoch: int, number: int) -> dict[str, Any]:
    hashes = _hashes(device_id, epoch)
    missing = missing_up_to(number, hashes)
    return {
        "device": name,
        "epoch": epoch,
        "number": number,
        "code": check_code(device_id, epoch, number, hashes[number]),
        "missing": tuple((one["first"], one["last"]) for one in missing),
    }


def _chains(device_id: str) -> list[dict[str, Any]]:
    told = {one.epoch: one for one in db.session.scalars(select(TabletEpoch).where(TabletEpoch.device_id == device_id))}
    held = set(db.session.scalars(select(Event.epoch).where(Event.device_id == device_id).distinct()))
    return [_chain(device_id, epoch, told.get(epoch)) for epoch in sorted({*told, *held})]


def _chain(device_id: str, epoch: int, told: TabletEpoch | None) -> dict[str, Any]:
    hashes = _hashes(device_id, epoch)
    last = max(hashes, default=0)
    said = told.last_seq if told and told.last_seq > 0 else None
    return {
        "epoch": epoch,
        "held": last,
        "held_code": check_code(device_id, epoch, last, hashes[last]) if last else None,
        "told": said,
        "told_code": check_code(device_id, epoch, said, told.head_hash) if told and said and told.head_hash else None,
        "missing": missing_up_to(max(last, said or 0), hashes),
    }


def _hashes(device_id: str, epoch: int) -> dict[int, str]:
    statement = select(Event.seq, Event.hash).where(Event.device_id == device_id, Event.epoch == epoch)
    return {row.seq: row.hash for row in db.session.execute(statement.order_by(Event.seq))}


def _rounds(device_id: str) -> list[dict[str, Any]]:
    own = select(Event.round_id, func.max(Event.idx).label("newest")).where(Event.device_id == device_id)
    newest = own.where(Event.round_id.is_not(None)).group_by(Event.round_id).subquery()
    found = db.session.scalars(
        select(Round).join(newest, newest.c.round_id == Round.id).order_by(newest.c.newest.desc()).limit(_ROUNDS)
    )
    return [
        {
            "round_id": one.id,
            "place": one.place,
            "planned_on": one.planned_on,
            "number": one.number,
            "tally": asdict(tally_of(_bodies(device_id, one.id))),
        }
        for one in found
    ]


def _bodies(device_id: str, round_id: str) -> list[dict[str, Any]]:
    statement = select(Event.content).where(Event.device_id == device_id, Event.round_id == round_id)
    return [body_of(content) for content in db.session.scalars(statement)]
