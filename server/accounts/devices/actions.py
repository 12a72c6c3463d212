"""Create, enrol, join, report and revoke devices."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from sqlalchemy import delete, select, update

from server.accounts.devices.models import Device, DeviceOfficer, EnrolmentCode
from server.accounts.devices.queries import DESK, device_in_scope, is_fit_for
from server.accounts.devices.rules import (
    may_join_kind,
    refuse_unfit_device_key,
    refuse_unfit_seal_key,
    refuse_unfit_sign_key,
)
from server.accounts.officers.models import Officer
from server.accounts.officers.rules import read_spelling, spell
from server.accounts.organisations.models import Organisation
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.sessions.actions import Origin, count_try, prove_account
from server.accounts.sessions.models import LoginSession
from server.accounts.sessions.rules import keyed_hash, token_hash
from server.accounts.signing_keys.actions import enter_device_key, enter_officer_key
from server.audit import Actor, acting_as, record
from server.config import current_config
from server.core import signing
from server.core.clock import from_wire, to_wire, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy

_CODE_BYTES = 5
# Tries of codes are counted like those of an account nobody can have: a colon cannot stand in a user name.
_CODES_ACCOUNT = "enrolment:"


@dataclass(frozen=True)
class ShownCode:
    """A code to type or scan on the tablet, shown this once."""

    code: str
    expires_at: datetime
    qr: str


@dataclass(frozen=True)
class Enrolled:
    """A device with the token that only its browser keeps."""

    device: Device
    token: str


def create_device(name: str, kind: str, organisation_id: str) -> Device:
    """Enter a device that an organisation in scope has been given.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        organisation = organisation_in_scope(organisation_id)
        device = Device(id=new_id(), name=name, kind=kind, organisation=organisation, created_at=utc_now())
        db.session.add(device)
        record("create_device", "device", device.id, clause="1.2.2.d", kind=kind)
    return device


def draw_enrolment_code(device_id: str) -> ShownCode:
    """Draw a code that enrols this device within minutes; earlier codes of the device end.

    Raises:
        Refusal: not_found, device_already_revoked.
    """
    now = utc_now()
    expires_at = now + timedelta(minutes=policy("enrolment.code_minutes"))
    code = spell(secrets.token_bytes(_CODE_BYTES))
    with transaction():
        device = device_in_scope(device_id)
        if device.revoked_at is not None:
            raise Refusal("device_already_revoked")
        open_codes = update(EnrolmentCode).where(EnrolmentCode.device_id == device.id, EnrolmentCode.used_at.is_(None))
        db.session.execute(open_codes.values(used_at=now))
        db.session.add(EnrolmentCode(device_id=device.id, code_hash=_code_hash(code), expires_at=expires_at))
        record("draw_enrolment_code", "device", device.id)
    # Behind the #, so that no server or proxy on the way ever sees the code.
    return ShownCode(code, expires_at, f"{current_config().public_origin}/enrol#{code}")


def enrol_device(
    typed_code: str, address: str, known_as: str | None = None, public_key: dict[str, Any] | None = None
) -> Enrolled:
    """Turn the browser that shows a code into its device. The code is used up; an earlier browser loses its place.

    A browser that says which device it is (`known_as`) keeps its officers, whose keys it still has, and is not
    turned into another device, whose records it could not send.

    Raises:
        Refusal: enrolment_code_invalid, enrolment_code_of_another_device, device_key_unfit, too_many_requests.
    """
    count_try(_CODES_ACCOUNT + address, Origin(address))
    key = refuse_unfit_device_key(public_key) if public_key else None
    now, token = utc_now(), secrets.token_urlsafe(32)
    usable = (
        EnrolmentCode.code_hash.in_(_code_hashes(typed_code)),
        EnrolmentCode.used_at.is_(None),
        EnrolmentCode.expires_at > now,
    )
    with transaction():
        # One statement takes the code, so that of two browsers only one gets it.
        device_id = db.session.scalar(
            update(EnrolmentCode).where(*usable).values(used_at=now).returning(EnrolmentCode.device_id)
        )
        device = db.session.get(Device, device_id) if device_id else None
        if device is None or device.revoked_at is not None:
            raise Refusal("enrolment_code_invalid")
        if known_as not in (None, device.id):
            raise Refusal("enrolment_code_of_another_device", name=device.name)
        device.enrolled_at, device.last_contact_at, device.token_hash = now, now, token_hash(token)
        device.public_key = key
        if known_as is None:
            # Keys made in the earlier browser are gone with it.
            db.session.execute(delete(DeviceOfficer).where(DeviceOfficer.device_id == device.id))
        enter_device_key(device.id, key, is_new_browser=known_as is None)
        _end_sessions_on(device.id)
        with acting_as(Actor(device_id=device.id)):
            record("enrol_device", "device", device.id, clause="1.2.2.d")
    return Enrolled(device, token)


def challenge_device(device_id: str) -> str:
    """Return what a device must sign to be known again: good for minutes, and for one proof."""
    device = db.session.get(Device, device_id)
    # Whoever asks for a device that does not exist learns nothing.
    held = device.token_hash if device and device.token_hash else secrets.token_hex(32)
    ends = utc_now() + timedelta(seconds=policy("device.challenge_seconds"))
    claims = {"device": device_id, "expires_at": to_wire(ends), "instead_of": token_hash(held)}
    return signing.sign(current_config().key_dir, signing.CHALLENGE, claims)


def prove_device(challenge: str, proof: str) -> Enrolled:
    """Give a browser that signed a challenge with its device's key a new token; the old one ends.

    A revoked device may prove itself too: what is still on it must come in (4.2).

    Raises:
        Refusal: device_not_proven.
    """
    with transaction():
        claims = _read_challenge(challenge)
        asked = select(Device).where(Device.id == claims["device"]).with_for_update()
        device = db.session.scalar(asked)
        if device is None or device.token_hash is None or device.public_key is None:
            raise Refusal("device_not_proven")
        # The token it was drawn against has gone: this challenge has been answered.
        if token_hash(device.token_hash) != claims["instead_of"]:
            raise Refusal("device_not_proven")
        if not signing.is_signed(device.public_key, signing.PROOF, proof, challenge):
            raise Refusal("device_not_proven")
        token = secrets.token_urlsafe(32)
        device.token_hash = token_hash(token)
        with acting_as(Actor(device_id=device.id)):
            record("prove_device", "device", device.id, clause="1.2.2.d")
    return Enrolled(device, token)


def _read_challenge(challenge: str) -> dict[str, Any]:
    try:
        claims = signing.verify(current_config().key_dir, signing.CHALLENGE, challenge)
    except (ValueError, JoseError) as problem:
        raise Refusal("device_not_proven") from problem
    if from_wire(claims["expires_at"]) <= utc_now():
        raise Refusal("device_not_proven")
    return claims


def join_device(
    device: Device,
    credentials: tuple[str, str],
    seal_public_key: dict[str, Any],
    sign_public_key: dict[str, Any],
    origin: Origin,
) -> Officer:
    """Let an officer work on this device: they prove their account there and hand over their two public keys.

    Raises:
        Refusal: wrong_credentials, too_many_requests, officer_unfit_for_device,
            companion_is_the_bank_manager_s, seal_key_unfit, sign_key_unfit.
    """
    key, sign_key = refuse_unfit_seal_key(seal_public_key), refuse_unfit_sign_key(sign_public_key)
    officer = prove_account(*credentials, origin)
    with transaction():
        if not is_fit_for(officer, device):
            raise Refusal("officer_unfit_for_device")
        if not may_join_kind(device.kind, officer.roles):
            raise Refusal("companion_is_the_bank_manager_s")
        db.session.merge(
            DeviceOfficer(device_id=device.id, officer_id=officer.id, seal_public_key=key, added_at=utc_now())
        )
        enter_officer_key(device.id, officer.id, sign_key)
        with acting_as(Actor(officer.id, device.id)):
            record("join_device", "device", device.id, clause="1.2.2.b")
    return officer


def revoke_device(device_id: str) -> Device:
    """Shut a device out for good (4.2); at its next contact it forgets its rosters.

    Raises:
        Refusal: not_found, device_already_revoked.
    """
    with transaction():
        device = device_in_scope(device_id)
        if device.revoked_at is not None:
            raise Refusal("device_already_revoked")
        device.revoked_at = utc_now()
        _end_sessions_on(device.id)
        record("revoke_device", "device", device.id, clause="4.2")
    return device


def leave_device(device: Device) -> None:
    """A browser stops being this device: its token and every key made in it end; a new code enrols the next (T4).

    Joins the caller's transaction.
    """
    with transaction():
        device.token_hash, device.public_key = None, None
        enter_device_key(device.id, None, is_new_browser=True)
        db.session.execute(delete(DeviceOfficer).where(DeviceOfficer.device_id == device.id))
        _end_sessions_on(device.id)
        record("leave_device", "device", device.id, clause="4.2")


def store_report(device_id: str, report: dict[str, Any]) -> None:
    """Keep what a device says about itself, and that it was in contact; joins the caller's transaction."""
    with transaction():
        values = {"report": report, "last_contact_at": utc_now()}
        db.session.execute(update(Device).where(Device.id == device_id).values(**values))


def _code_hash(typed: str) -> str:
    # Forty bits can be tried out: the key of the installation makes a stolen table useless.
    return keyed_hash(current_config().secret_key, read_spelling(typed))


def _code_hashes(typed: str) -> list[str]:
    # A code drawn before the key of the installation was changed is good for its minutes (S13).
    config, spelling = current_config(), read_spelling(typed)
    return [keyed_hash(key, spelling) for key in (config.secret_key, *config.old_secret_keys)]


def _end_sessions_on(device_id: str) -> None:
    on_it = update(LoginSession).where(LoginSession.device_id == device_id, LoginSession.revoked_at.is_(None))
    db.session.execute(on_it.values(revoked_at=utc_now()))


def desk_device(organisation_id: str) -> str:
    """Return the device under which an office's typed records are filed; it is made when first needed.

    Nobody can log in as it: it has neither token nor code nor key.
    """
    with transaction():
        # Held, so that two desks of one office do not make two of it.
        db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
        known = select(Device.id).where(Device.organisation_id == organisation_id, Device.kind == DESK)
        device_id = db.session.scalar(known)
        if device_id is None:
            device_id = new_id()
            row = Device(
                id=device_id, name="窗口补录", kind=DESK, organisation_id=organisation_id, created_at=utc_now()
            )
            db.session.add(row)
            db.session.flush()
            record("create_device", "device", device_id, clause="1.2.2.c", kind=DESK)
        return device_id
