"""Pack a round, or a tablet's share of it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

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
from server.evidence.keys.rules import KeyGroup
from server.rounds.bundle import MEDIA_TYPE, PROVISIONS, Provisions
from server.rounds.bundle.queries import contents_of
from server.rounds.bundle.rules import FIRST_FORMAT, best_format, pack
from server.rounds.models import Lease, Round, RoundCard
from server.rounds.queries import COMPANION, open_leases, other_open_round, people_of, round_in_scope
from server.rounds.rules import Share, lease_end, split_by_box, split_by_group
from server.rules import edition, next_state, policy

# A bundle serves its round and goes with it (4.2).
_WORKING = "working"


def pack_round(
    round_id: str,
    device_id: str,
    officer_id: str,
    lineage: Callable[[], str],
    share: Share | None = None,
    formats: Collection[int] = (FIRST_FORMAT,),
) -> Lease:
    """Give a device the lease of a round and build its bundle; packing again on it returns the same lease.

    Without a share a tablet takes the round alone. The companion takes all of it beside any tablet. The bundle is
    built in the newest of the formats that the device reads.

    Raises:
        Refusal: not_found, officer_not_of_round, previous_round_open, round_packed_elsewhere,
            round_shared_otherwise, share_taken, share_empty, illegal_transition (not counted out), lease_over,
            officer_not_on_device, temporary_card_list_missing, temporary_card_list_too_old.
    """
    history = lineage()
    with transaction():
        leaving = _held(round_id)
        if officer_id not in (leaving.specialist_id, leaving.bank_manager_id):
            raise Refusal("officer_not_of_round")
        held = _leases_still_held(round_id)
        mine = next((lease for lease in held if lease.device_id == device_id), None)
        if mine is not None:
            return mine
        _refuse_second_round(device_id, round_id)
        state = next_state("round", leaving.state, "pack")
        now = utc_now()
        device = db.session.get_one(Device, device_id)
        _refuse_unready(leaving, device, now)
        tablets = [] if device.kind == COMPANION else _tablets_among(held)
        temporary = _fresh_temporary_cards(leaving, now)
        lease = _new_lease(leaving, device_id, now)
        lease.share = None if device.kind == COMPANION else _take_share(leaving, tablets, share)
        provisions: Provisions = current_app.extensions[PROVISIONS](leaving, lease, device.kind)
        contents = contents_of(leaving, lease, history, temporary)
        packed = pack({**contents.header, **provisions.header}, contents.portraits, best_format(formats))
        lease.bundle_sha256 = put_blob(packed, MEDIA_TYPE, KeyGroup(leaving.id, _WORKING))
        lease.bundle_length = len(packed)
        if device.kind != COMPANION:
            people = contents.header["people"]
            _note_temporary_cards(round_id, people, others_have_them=bool(tablets) and lease.share is None)
        db.session.add(lease)
        db.session.flush()
        provisions.keep()
        audit.record(
            "pack_round", "round", round_id, "1.2.2.a", lease=lease.id, bytes=lease.bundle_length, share=lease.share
        )
        leaving.state = state
    return lease


def _leases_still_held(round_id: str) -> list[Lease]:
    """Return the round's open leases; that of a device shut out for good ends with the device (4.2)."""
    known = open_leases(round_id)
    for lease in known:
        lease.revoked_at = db.session.get_one(Device, lease.device_id).revoked_at
    return [lease for lease in known if lease.revoked_at is None]


def _tablets_among(leases: Sequence[Lease]) -> list[Lease]:
    return [lease for lease in leases if db.session.get_one(Device, lease.device_id).kind != COMPANION]


def _refuse_second_round(device_id: str, round_id: str) -> None:
    # 4.1.1.b: cards of one round are counted and back before the next are taken along.
    still_open = other_open_round(device_id, round_id)
    if still_open is not None:
        raise Refusal("previous_round_open", place=still_open.place, day=still_open.planned_on.isoformat())


def _take_share(leaving: Round, tablets: Sequence[Lease], share: Share | None) -> int | None:
    """Return the tablet's part of the round, None for all of it; the first tablet decides how it is split."""
    if share is None and tablets:
        raise Refusal("round_packed_elsewhere")
    if share is None or share.by == "all":
        if any(lease.share is not None for lease in tablets):
            raise Refusal("round_shared_otherwise")
        return None
    if tablets and (leaving.share_by, leaving.share_of) != (share.by, share.of):
        raise Refusal("round_shared_otherwise")
    if any(lease.share == share.ordinal for lease in tablets):
        raise Refusal("share_taken")
    if not tablets:
        _split(leaving, share)
    return share.ordinal


def _split(leaving: Round, share: Share) -> None:
    people = people_of(leaving.id)
    of = share.of or 1
    if of > policy("round.max_shares"):
        raise Refusal("share_empty")
    parts = (
        split_by_box(len(people), of)
        if share.by == "box"
        else split_by_group([holder.group_name for _, _, holder in people], of)
    )
    if len(set(parts)) < of:
        # Fewer cards or groups than parts: a tablet would go along with nothing.
        raise Refusal("share_empty")
    for (line, _, _), part in zip(people, parts, strict=True):
        line.share = part
    leaving.share_by, leaving.share_of = share.by, share.of
    db.session.flush()


def _held(round_id: str) -> Round:
    round_in_scope(round_id)
    # Two tablets may ask at the same moment: the second finds the first one's lease.
    return db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)


def _refuse_unready(leaving: Round, device: Device, now: datetime) -> None:
    if now >= lease_end(leaving.planned_on):
        raise Refusal("lease_over")
    joined = set(db.session.scalars(select(DeviceOfficer.officer_id).where(DeviceOfficer.device_id == device.id)))
    needed = {leaving.bank_manager_id} if device.kind == COMPANION else {leaving.specialist_id, leaving.bank_manager_id}
    if not needed <= joined:
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


def _note_temporary_cards(round_id: str, people: list[dict[str, Any]], *, others_have_them: bool) -> None:
    """Note who of the packed people is on the list (2.1); what another tablet was told of them stays true as well."""
    listed = {person["card"]["id"]: person["temporary_card"] is not None for person in people}
    known = select(RoundCard.card_id, RoundCard.temporary_card).where(RoundCard.round_id == round_id)
    changed = [
        {"round_id": round_id, "card_id": card_id, "temporary_card": not before}
        for card_id, before in db.session.execute(known)
        if card_id in listed and before != (listed[card_id] or (others_have_them and before))
    ]
    if changed:
        db.session.execute(update(RoundCard), changed)
