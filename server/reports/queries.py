"""Count for the overview; everything within the scope of whoever looks."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import case, func, select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import devices
from server.accounts.scope import scoped
from server.activation.queries import count_by_state
from server.cards.models import Card
from server.core.clock import end_of_day, local_date, utc_now
from server.custody.models import Movement
from server.custody.rules import age_steps
from server.db import db
from server.issuance.models import HandOver, NotServed, WrongFace
from server.rounds.models import Lease, Round
from server.rounds.queries import describe_rounds
from server.rules import states

# Where the layer that keeps the tablets' records says what waits for people.
WAITING = "songka.waiting"
# Where the layer that signs checkpoints says which is the newest.
CHECKPOINT = "songka.checkpoint"
# Where the layer that keeps the tablets' records says how far each device of a round has come, with its check code.
TALLIES = "songka.tallies"
_DAYS = 14
_SELF = "self"
_CANCELLED = "cancelled"


def overview() -> dict[str, Any]:
    """Return the counts of the overview, as of now."""
    now = utc_now()
    waiting: Callable[[], dict[str, Any]] | None = current_app.extensions.get(WAITING)
    return {
        "as_of": now,
        "cards": _cards(),
        "rounds_today": _rounds_on(local_date(now)),
        "days": _days(local_date(now)),
        "vault_ages": _vault_ages(now),
        "activations": _activations(),
        "devices": [_device(device) for device in devices() if device.revoked_at is None],
        "waiting": waiting() if waiting else {"parked": [], "conflicts": 0},
    }


def _cards() -> dict[str, Any]:
    counted = scoped(select(Card.custody_state, func.count()), Card).group_by(Card.custody_state)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    by_state = {state: found.get(state, 0) for state in states("custody")}
    return {
        "total": sum(by_state.values()),
        "by_state": by_state,
        "social_enabled": _count(select(func.count(Card.id)).where(Card.social_state == "enabled")),
        "finance_active": _count(select(func.count(Card.id)).where(Card.finance_state == "active")),
    }


def _count(statement: Any) -> int:
    return db.session.scalar(scoped(statement, Card)) or 0


def _rounds_on(day: date) -> list[dict[str, Any]]:
    statement = scoped(select(Round), Round).where(Round.planned_on == day, Round.state != _CANCELLED)
    found = list(db.session.scalars(statement.order_by(Round.area_code, Round.number)))
    ids = [one.id for one in found]
    handed, absent, wrong = (_by_round(model, ids) for model in (HandOver, NotServed, WrongFace))
    carried = _devices_of(ids)
    return [
        {
            **shown,
            "handed_over": handed[one.id],
            "not_served": absent[one.id],
            "wrong_face": wrong[one.id],
            "last_contact_at": _oldest_contact(carried[one.id]),
            "unsent": _unsent_of_all(carried[one.id]),
        }
        for one, shown in zip(found, describe_rounds(found), strict=True)
    ]


def _by_round(model: Any, round_ids: list[str]) -> Counter[str]:
    statement = select(model.round_id, func.count()).where(model.round_id.in_(round_ids), model.corrected_by.is_(None))
    return Counter({row[0]: row[1] for row in db.session.execute(statement.group_by(model.round_id))})


def _devices_of(round_ids: list[str]) -> dict[str, list[Device]]:
    """Return the tablets and companions that carry each round; none once it is closed."""
    statement = (
        select(Lease.round_id, Device)
        .join(Device, Device.id == Lease.device_id)
        .where(Lease.round_id.in_(round_ids), Lease.revoked_at.is_(None))
    )
    found: dict[str, list[Device]] = {round_id: [] for round_id in round_ids}
    for round_id, device in db.session.execute(statement):
        found[round_id].append(device)
    return found


def _oldest_contact(carried: list[Device]) -> datetime | None:
    """Return since when nothing is missing: what one device keeps, no other can tell."""
    times = [device.last_contact_at for device in carried]
    known = [at for at in times if at is not None]
    return min(known) if known and len(known) == len(times) else None


def _unsent_of_all(carried: list[Device]) -> int | None:
    counts = [_unsent(device) for device in carried]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _days(today: date) -> list[dict[str, Any]]:
    """Return hand-overs a day of the last two weeks; days are those of China, not of the database's clock."""
    days = [today - timedelta(days=_DAYS - 1 - number) for number in range(_DAYS)]
    # The first true case counts, so each day needs only its end.
    which = case(*((HandOver.handed_at < end_of_day(day), number) for number, day in enumerate(days)), else_=_DAYS)
    counted = select(which, HandOver.path, func.count()).where(
        HandOver.handed_at >= end_of_day(days[0] - timedelta(days=1)), HandOver.corrected_by.is_(None)
    )
    found: Counter[tuple[int, bool]] = Counter()
    for number, path, count in db.session.execute(scoped(counted, HandOver).group_by(which, HandOver.path)):
        found[number, path == _SELF] += count
    return [
        {"day": day, "by_person": found[number, True], "by_proxy": found[number, False]}
        for number, day in enumerate(days)
    ]


def _vault_ages(now: datetime) -> list[dict[str, Any]]:
    steps = age_steps()
    young = [(Movement.at > now - timedelta(days=high), number) for number, (_, high) in enumerate(steps) if high]
    which = case(*young, else_=len(steps) - 1)
    counted = select(which, func.count()).select_from(Card).join(Movement, Card.last_movement_id == Movement.id)
    counted = scoped(counted.where(Card.custody_state == "in_vault"), Card).group_by(which)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return [
        {"from_days": low, "to_days": high, "count": found.get(number, 0)} for number, (low, high) in enumerate(steps)
    ]


def _activations() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, state, count in count_by_state():
        found.setdefault(kind, {})[state] = count
    return found


def _device(device: Device) -> dict[str, Any]:
    report = device.report or {}
    return {
        "id": device.id,
        "name": device.name,
        "last_contact_at": device.last_contact_at,
        "unsent": _unsent(device),
        "oldest_at": report.get("oldest_at"),
    }


def _unsent(device: Device) -> int | None:
    found = (device.report or {}).get("unsent")
    return found if isinstance(found, int) else None
