"""Pack a round onto a tablet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from server import audit
from server.accounts.devices.models import Device, DeviceOfficer
from server.cards.temporary.queries import TemporaryCards, temporary_cards_for
from server.config import current_config
from server.core import signing
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.evidence.blobs.actions import put_blob
from server.rounds.bundle import MEDIA_TYPE
from server.rounds.bundle.queries import contents_of
from server.rounds.bundle.rules import pack
from server.rounds.models import Lease, Round, RoundCard
from server.rounds.queries import open_lease, round_in_scope
from server.rounds.rules import lease_end
from server.rules import edition, next_state, policy


def pack_round(round_id: str, device_id: str, officer_id: str, lineage: Callable[[], str]) -> Lease:
    """Give a tablet the lease of a round and build its bundle; packing again on it returns the same lease.

    Raises:
        Refusal: not_found, officer_not_of_round, round_packed_elsewhere, illegal_transition (not counted
            out), lease_over, officer_not_on_device, temporary_card_list_missing, temporary_card_list_too_old.
    """
    history = lineage()
    with transaction():
        leaving = _held(round_id)
        if officer_id not in (leaving.specialist_id, leaving.bank_manager_id):
            raise Refusal("officer_not_of_round")
        known = _lease_still_held(round_id)
        if known is not None and known.device_id == device_id:
            return known
        if known is not None:
            raise Refusal("round_packed_elsewhere")
        state = next_state("round", leaving.state, "pack")
        now = utc_now()
        _refuse_unready(leaving, device_id, now)
        temporary = _fresh_temporary_cards(leaving, now)
        lease = _new_lease(leaving, device_id, now)
        _build(leaving, lease, history, temporary)
        db.session.add(lease)
        audit.record("pack_round", "round", round_id, "1.2.2.a", lease=lease.id, bytes=lease.bundle_length)
        leaving.state = state
    return lease


def _lease_still_held(round_id: str) -> Lease | None:
    """Return the round's open lease; that of a tablet shut out for good ends with the tablet (4.2)."""
    known = open_lease(round_id)
    if known is None:
        return None
    known.revoked_at = db.session.get_one(Device, known.device_id).revoked_at
    return known if known.revoked_at is None else None


def _held(round_id: str) -> Round:
    round_in_scope(round_id)
    # Two tablets may ask at the same moment: the second finds the first one's lease.
    return db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)


def _refuse_unready(leaving: Round, device_id: str, now: datetime) -> None:
    if now >= lease_end(leaving.planned_on):
        raise Refusal("lease_over")
    joined = set(db.session.scalars(select(DeviceOfficer.officer_id).where(DeviceOfficer.device_id == device_id)))
    if not {leaving.specialist_id, leaving.bank_manager_id} <= joined:
        raise Refusal("officer_not_on_device")


def _fresh_temporary_cards(leaving: Round, now: datetime) -> TemporaryCards:
    found = temporary_cards_for(leaving.area_code)
    if found is None:
        raise Refusal("temporary_card_list_missing")
    hours = policy("temporary_card.list_max_age_hours")
    if now - found.as_of > timedelta(hours=hours):
        raise Refusal("temporary_card_list_too_old", hours=hours)
    return found


def _new_lease(leaving: Round, device_id: str, now: datetime) -> Lease:
    lease = Lease(
        id=new_id(),
        round_id=leaving.id,
        device_id=device_id,
        issued_at=now,
        expires_at=lease_end(leaving.planned_on),
        rules_edition=edition(),
    )
    claims = {
        "id": lease.id,
        "round": lease.round_id,
        "device": lease.device_id,
        "issued_at": to_wire(lease.issued_at),
        "expires_at": to_wire(lease.expires_at),
        "rules_edition": lease.rules_edition,
    }
    lease.token = signing.sign(current_config().key_dir, signing.LEASE, claims)
    return lease


def _build(leaving: Round, lease: Lease, lineage: str, temporary: TemporaryCards) -> None:
    contents = contents_of(leaving, lease, lineage, temporary)
    _note_temporary_cards(leaving.id, contents.header["people"])
    packed = pack(contents.header, contents.portraits)
    lease.bundle_sha256 = put_blob(packed, MEDIA_TYPE)
    lease.bundle_length = len(packed)


def _note_temporary_cards(round_id: str, people: list[dict[str, Any]]) -> None:
    holders = {person["card"]["id"] for person in people if person["temporary_card"]}
    for line in db.session.scalars(select(RoundCard).where(RoundCard.round_id == round_id)):
        line.temporary_card = line.card_id in holders
