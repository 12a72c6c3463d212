"""I2: what is filed is what device and officer signed, under keys, leases and checks of then (1.2.2.c, T5, T8)."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain

from joserfc.errors import JoseError
from sqlalchemy import select

from server.accounts.devices.models import Device
from server.accounts.devices.queries import DESK
from server.accounts.signing_keys.models import DEVICE, OFFICER, SigningKey
from server.accounts.signing_keys.queries import keys_of_device
from server.accounts.signing_keys.rules import KnownKey
from server.config import current_config
from server.core import signing
from server.core.clock import from_wire, set_right
from server.core.public_keys import thumbprint
from server.db import db
from server.rounds.models import Lease
from server.sync.models import Event
from server.sync.rules import Record, read_record
from server.sync.signatures.models import UsedCheck
from server.sync.signatures.rules import check_approvals, signature_fault
from server.verify.rules import Finding

# Under these codes a record is parked for what its signatures or checks lack.
_SIGNATURES = frozenset({"not_signed", "signature_wrong", "key_unknown", "key_ended", "header_differs"})
_MEMBERS = {"kty", "crv", "x", "y"}
_CHECKS = frozenset({"check_not_signed", "check_differs", "check_replayed", "key_ended"})


def check() -> Finding:
    """Verify every signature, check, key and lease of every record again."""
    finding = Finding("I2", "records are what device and officer signed")
    _check_keys(finding)
    desks = set(db.session.scalars(select(Device.id).where(Device.kind == DESK)))
    used = {row.nonce: row.event_id for row in db.session.execute(select(UsedCheck.nonce, UsedCheck.event_id))}
    known_keys = lru_cache(64)(keys_of_device)
    seen: set[str] = set()
    for event in db.session.scalars(select(Event).order_by(Event.idx).execution_options(yield_per=500)):
        record = read_record(event.content)
        if record is None:
            finding.problems.append(f"{event.id} cannot be read")
            continue
        keys = known_keys(event.device_id)
        if event.device_id in desks:
            problems = _of_desk(record)
        else:
            problems = _of_tablet(event, record, keys, used, seen)
            if event.verdict == "accepted":
                problems = chain(problems, _of_lease(event, record))
        finding.problems += [f"{event.id} {problem}" for problem in problems]
        finding.count("records")
    finding.count("checks", len(used))
    finding.problems += [f"check {nonce} is used for no record" for nonce in sorted(set(used) - seen)]
    return finding


def _check_keys(finding: Finding) -> None:
    for key in db.session.scalars(select(SigningKey)):
        finding.count("keys")
        try:
            known = thumbprint(key.public_key) == key.kid and set(key.public_key) == _MEMBERS
            holds = known and key.use == (OFFICER if key.officer_id else DEVICE)
        except ValueError:
            holds = False
        if not holds:
            finding.problems.append(f"key {key.kid} is not what its name says")


def _of_desk(record: Record) -> Iterator[str]:
    own = signing.server_key(current_config().key_dir)
    signed = record.signed
    if signed is None:
        return  # the desk of version 1 signed nothing
    if not signed.is_signed_by(lambda kid: {own.thumbprint(): own}[kid]) or not signed.header_agrees():
        yield "is not signed by the server's desk"


def _of_tablet(
    event: Event, record: Record, keys: dict[str, KnownKey], used: dict[str, str], seen: set[str]
) -> Iterator[str]:
    happened_at = happened_at_of(event)
    fault = signature_fault(record.signed, keys, happened_at)
    if event.reason in _SIGNATURES or event.reason == "chain_broken":
        return
    if fault and not _is_of_before(event, record, keys):
        yield f"has signatures that do not hold ({fault})"
    if fault or event.reason in ("not_understood", "unknown_type"):
        return
    checked = check_approvals(record.body, keys, happened_at)
    if checked.fault and event.reason not in _CHECKS:
        yield f"has a check that does not hold ({checked.fault})"
    if event.verdict == "accepted" and any(used.get(nonce) != event.id for nonce in checked.nonces):
        yield "has a check that is not noted as used"
    seen |= {nonce for nonce in checked.nonces if used.get(nonce) == event.id}


def _is_of_before(event: Event, record: Record, keys: dict[str, KnownKey]) -> bool:
    """Tell whether a bare record came before its device had any key (version 1)."""
    return record.signed is None and all(key.made_at > event.received_at for key in keys.values())


def _of_lease(event: Event, record: Record) -> Iterator[str]:
    lease = db.session.get(Lease, str(record.body.get("lease")))
    if lease is None or (lease.device_id, lease.round_id) != (event.device_id, event.round_id):
        yield "was made under no lease of its device"
        return
    try:
        claims = signing.verify(current_config().key_dir, signing.LEASE, lease.token)
        signed = (claims["id"], claims["round"], claims["device"]) == (lease.id, lease.round_id, lease.device_id)
        happened_at = happened_at_of(event)
        over = happened_at is not None and happened_at > from_wire(claims["expires_at"])
    except (JoseError, ValueError, KeyError):
        signed, over = False, False
    if not signed:
        yield "was made under a lease the server never signed"
    if over:
        yield "was made after its lease was over"
    if event.rules_edition != lease.rules_edition:
        yield "was judged by another edition than its lease says"


def happened_at_of(event: Event) -> datetime | None:
    """Return when a record happened, or None where it does not say by how much its clock was wrong.

    What the server knew of that clock then is kept nowhere: ends of keys and leases are not judged again by a guess.
    """
    if event.clock_offset_ms is None:
        return None
    return set_right(event.device_time, event.clock_offset_ms, event.received_at)
