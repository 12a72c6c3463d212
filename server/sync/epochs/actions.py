"""Note what a tablet tells of its chains; open and settle the cases of lost epochs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from server import audit
from server.accounts.devices.models import Device
from server.accounts.devices.queries import device_in_scope
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation
from server.accounts.scope import reach_of
from server.audit import actor
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.sync.epochs.models import LostEpoch, SettledByTwo, TabletEpoch
from server.sync.epochs.queries import held_of, lost_epoch_in_scope, lost_epoch_of, told_by
from server.sync.epochs.rules import EpochGap, highest_of_both, lost_epochs
from server.sync.settlements.rules import SECOND_ROLES

_CLAUSE = "4.1.1.b"


@dataclass(frozen=True)
class Told:
    """Where a tablet says its chain stands, and the epochs that ended with its storage: {epoch: last number}."""

    epoch: int
    last_seq: int
    head_hash: str | None
    ended: Mapping[int, int]


@dataclass(frozen=True)
class TwoDecided:
    """What two people found out; `reason` is a code of the list "lost_records"."""

    reason: str
    note: str | None = None


def note_chain(device_id: str, told: Told) -> list[tuple[int, int]]:
    """Keep what a tablet tells of its chain, open the cases of what it lost; joins the caller's transaction.

    An epoch is only ever told longer: a tablet that lost its storage tells less, and that is what shows the loss.
    Returns (epoch, last number) as the tablet must heed it: of what is here and what it ever told, the higher.
    """
    with transaction():
        for epoch, last_seq in sorted(told.ended.items()):
            _keep(device_id, epoch, last_seq, None)
        _keep(device_id, told.epoch, told.last_seq, told.head_hash)
        db.session.flush()
        known, held = told_by(device_id), held_of(device_id)
        for gap in lost_epochs(known, held, told.epoch):
            _open_case(device_id, gap)
        return highest_of_both(known, held)


def declare_rest_lost(device_id: str, epoch: int, number: int) -> LostEpoch:
    """Open a case of what a tablet that will not come back has not brought, up to the number on its sheet (H10).

    Declared once more with a higher number, the case grows; what comes after all is counted off it.

    Raises:
        Refusal: not_found, nothing_missing, case_settled.
    """
    with transaction():
        device = device_in_scope(device_id)
        last_seq = max(number, told_by(device.id).get(epoch, 0))
        held = held_of(device.id).get(epoch, 0)
        if last_seq <= held:
            raise Refusal("nothing_missing")
        case = _open_case(device.id, EpochGap(epoch, last_seq, held))
        if case.settled_at is not None:
            raise Refusal("case_settled")
    return case


def settle_lost_epoch(case_id: str, decided: TwoDecided, second: Officer) -> LostEpoch:
    """Close a case of a lost epoch: entered anew from paper, or nothing was lost, or it cannot be had back (H10).

    Raises:
        Refusal: not_found, case_settled, same_person_twice, second_person_unfit.
    """
    with transaction():
        case = lost_epoch_in_scope(case_id, lock=True)
        owner = db.session.get_one(Organisation, case.organisation_id)
        areas = reach_of(owner).areas
        theirs = reach_of(second.organisation)
        fit = bool(SECOND_ROLES & set(second.roles)) and any(map(theirs.covers_area, areas))
        settle_by_two(case, decided, second, is_fit=fit)
        audit.record(
            "settle_lost_epoch", "lost_epoch", case.id, _CLAUSE, reason=decided.reason, second_officer=second.id
        )
    return case


def settle_by_two(case: SettledByTwo, decided: TwoDecided, second: Officer, *, is_fit: bool) -> None:
    """Write on a case what two different people decided; joins the caller's transaction.

    Raises:
        Refusal: case_settled, same_person_twice, second_person_unfit.
    """
    if case.settled_at is not None:
        raise Refusal("case_settled")
    first_id = actor().officer_id
    if second.id == first_id:
        raise Refusal("same_person_twice")
    if not is_fit:
        raise Refusal("second_person_unfit")
    case.settled_at, case.reason, case.note = utc_now(), decided.reason, decided.note
    case.officer_id, case.second_officer_id = first_id, second.id


def ended_of(told: Iterable[Mapping[str, int]]) -> dict[int, int]:
    """Return {epoch: last number} of what a tablet says it lost; of an epoch named twice the higher counts."""
    found: dict[int, int] = {}
    for one in told:
        found[one["epoch"]] = max(one["last_seq"], found.get(one["epoch"], 0))
    return found


def _keep(device_id: str, epoch: int, last_seq: int, head_hash: str | None) -> None:
    kept = db.session.get(TabletEpoch, (device_id, epoch))
    if kept is None:
        kept = TabletEpoch(device_id=device_id, epoch=epoch, last_seq=-1)
        db.session.add(kept)
    if last_seq > kept.last_seq:
        kept.last_seq, kept.head_hash, kept.told_at = last_seq, head_hash, utc_now()


def _open_case(device_id: str, gap: EpochGap) -> LostEpoch:
    known = lost_epoch_of(device_id, gap.epoch)
    if known is not None:
        # What it tells of its lost epoch later can only be more.
        known.told = max(known.told, gap.told)
        return known
    organisation_id = db.session.scalar(select(Device.organisation_id).where(Device.id == device_id))
    case = LostEpoch(device_id=device_id, organisation_id=organisation_id, opened_at=utc_now(), **gap._asdict())
    db.session.add(case)
    db.session.flush()
    audit.record("lose_epoch", "lost_epoch", case.id, _CLAUSE, epoch=gap.epoch, told=gap.told, held=gap.held)
    return case
