"""Read what tablets told of their chains, and the cases of lost epochs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.db import db
from server.sync.epochs.models import LostEpoch, SettledByTwo, TabletEpoch
from server.sync.models import Event

_SHOWN = ("id", "device_id", "epoch", "told", "held", "opened_at")


def told_by(device_id: str) -> dict[int, int]:
    """Return the highest number a tablet ever told of each of its epochs."""
    return told_by_all([device_id])[device_id]


def held_of(device_id: str) -> dict[int, int]:
    """Return the last number that is here of each epoch of a tablet."""
    return held_of_all([device_id])[device_id]


def told_by_all(device_ids: Collection[str]) -> dict[str, dict[int, int]]:
    """Return the same for several tablets in one statement."""
    rows = db.session.execute(
        select(TabletEpoch.device_id, TabletEpoch.epoch, TabletEpoch.last_seq).where(
            TabletEpoch.device_id.in_(sorted(device_ids))
        )
    )
    return _by_device(rows)


def held_of_all(device_ids: Collection[str]) -> dict[str, dict[int, int]]:
    """Return the last number of each epoch for several tablets in one statement."""
    statement = select(Event.device_id, Event.epoch, func.max(Event.seq)).where(Event.device_id.in_(sorted(device_ids)))
    return _by_device(db.session.execute(statement.group_by(Event.device_id, Event.epoch)))


def lost_epoch_of(device_id: str, epoch: int) -> LostEpoch | None:
    """Return the case of an epoch, if there is one."""
    return db.session.scalar(select(LostEpoch).where(LostEpoch.device_id == device_id, LostEpoch.epoch == epoch))


def lost_epoch_in_scope(case_id: str, *, lock: bool = False) -> LostEpoch:
    """Return one case; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(LostEpoch, LostEpoch.id == case_id, lock=lock)


def lost_epochs_in_scope() -> list[LostEpoch]:
    """Return the cases in scope, those that wait first, the newest before the older."""
    statement = scoped(select(LostEpoch), LostEpoch).order_by(LostEpoch.settled_at.is_not(None), LostEpoch.id.desc())
    return list(db.session.scalars(statement))


def describe_lost_epochs(cases: Sequence[LostEpoch]) -> list[dict[str, Any]]:
    """Return cases with the tablet's name and how much is still missing now: a rescued queue may have come since."""
    held = held_of_all({case.device_id for case in cases})
    names = _names(Device, {case.device_id for case in cases})
    officers = names_of_settlers(cases)
    return [
        {
            **{name: getattr(case, name) for name in _SHOWN},
            "device_name": names[case.device_id],
            "missing": max(0, case.told - held[case.device_id].get(case.epoch, 0)),
            "settlement": describe_two(case, officers),
        }
        for case in cases
    ]


def names_of_settlers(cases: Sequence[SettledByTwo]) -> dict[str, str]:
    """Return the names of everybody who settled one of these."""
    return _names(Officer, {one for case in cases for one in (case.officer_id, case.second_officer_id) if one})


def describe_two(case: SettledByTwo, names: dict[str, str]) -> dict[str, Any] | None:
    """Return what two people decided, with both names, or None."""
    if case.settled_at is None:
        return None
    return {
        "at": case.settled_at,
        "reason": case.reason,
        "note": case.note,
        "officer": names[case.officer_id or ""],
        "second_officer": names[case.second_officer_id or ""],
    }


def _by_device(rows: Any) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for device_id, epoch, last in rows:
        found[device_id][epoch] = last
    return found


def _names(model: type[Device | Officer], ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(sorted(ids))))
    return {row[0]: row[1] for row in rows}
