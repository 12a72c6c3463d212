"""Read the devices in scope with all the office knows of each, in a handful of statements."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import devices
from server.core.clock import utc_now
from server.db import db
from server.rounds.models import Lease, Round
from server.rules import policy
from server.sync.epochs.queries import describe_lost_epochs, held_of_all, lost_epochs_in_scope, told_by_all
from server.sync.epochs.rules import highest_of_both
from server.sync.fleet.rules import Bounds, Standing, attention, read_report
from server.sync.models import Event

_CLOSED = "closed"


def fleet() -> list[dict[str, Any]]:
    """Return every device in scope with its report, its chains, what waits, and what needs attention."""
    found, now = devices(), utc_now()
    ids = [device.id for device in found]
    told, held = told_by_all(ids), held_of_all(ids)
    rounds, parked = _open_rounds(ids), _parked(ids)
    lost: dict[str, list[dict[str, Any]]] = {one: [] for one in ids}
    for case in describe_lost_epochs(lost_epochs_in_scope()):
        lost.setdefault(case["device_id"], []).append(case)
    bounds = _bounds()

    def describe(device: Device) -> dict[str, Any]:
        report = read_report(device.report)
        missing = sum(case["missing"] for case in lost[device.id] if case["settlement"] is None)
        standing = Standing(
            device.last_contact_at, device.revoked_at is not None, rounds[device.id], parked[device.id], missing
        )
        return {
            "device": device,
            **asdict(report),
            "open_rounds": rounds[device.id],
            "parked": parked[device.id],
            "epochs": [
                {"epoch": epoch, "told": told[device.id].get(epoch), "held": held[device.id].get(epoch, 0)}
                for epoch, _ in highest_of_both(told[device.id], held[device.id])
            ],
            "lost_epochs": lost[device.id],
            "attention": attention(report, standing, bounds, now),
        }

    return [describe(device) for device in found]


def _bounds() -> Bounds:
    return Bounds(
        silent=timedelta(hours=policy("fleet.silent_hours")),
        oldest=timedelta(hours=policy("fleet.oldest_hours")),
        clock=timedelta(minutes=policy("fleet.clock_minutes")),
        free_bytes=policy("fleet.free_bytes"),
        min_build=policy("sync.min_build"),
    )


def _open_rounds(device_ids: list[str]) -> Counter[str]:
    statement = (
        select(Lease.device_id, func.count(Lease.round_id.distinct()))
        .join(Round, Round.id == Lease.round_id)
        .where(Lease.device_id.in_(device_ids), Lease.revoked_at.is_(None), Round.state != _CLOSED)
    )
    return Counter({row[0]: row[1] for row in db.session.execute(statement.group_by(Lease.device_id))})


def _parked(device_ids: list[str]) -> Counter[str]:
    statement = select(Event.device_id, func.count()).where(
        Event.device_id.in_(device_ids), Event.verdict == "parked", Event.settled_at.is_(None)
    )
    return Counter({row[0]: row[1] for row in db.session.execute(statement.group_by(Event.device_id))})
