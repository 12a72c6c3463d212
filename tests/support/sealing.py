"""Records signed and sealed as the app does it, with keys that only the tests hold."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from joserfc.jwk import ECKey

from server.accounts.signing_keys.models import DEVICE, OFFICER, SigningKey
from server.config import current_config
from server.core.checks import facts_of, sign_check
from server.core.clock import utc_now
from server.core.escrow import newest_escrow_key
from server.core.ids import new_id
from server.core.public_keys import public_half
from server.core.sealed_bytes import SealedBytes, new_byte_key, seal_bytes
from server.core.sealed_records import Opened, seal_record
from server.core.signed_records import read_signed, sign_record
from server.db import db
from server.sync.letters.rules import Sent
from server.sync.signatures.rules import facts_of_check

_ROUND_SECRET = bytes(32)
_keys: dict[tuple[str, str | None], ECKey] = {}
_bytes: dict[str, SealedBytes] = {}


class Written(bytes):
    """The signed bytes of a record, with what they say and the envelope they travel in."""

    body: dict[str, Any]
    sealed: bytes


def enter_keys(device_id: str, *officers: str | None) -> None:
    """Make a signing key for officers on a device, or with None for the device; joins the running transaction."""
    for officer_id in officers:
        key = _keys.setdefault((device_id, officer_id), ECKey.generate_key("P-256"))
        db.session.merge(
            SigningKey(
                kid=key.thumbprint(),
                use=OFFICER if officer_id else DEVICE,
                device_id=device_id,
                officer_id=officer_id,
                public_key={name: value for name, value in public_half(key).items() if name != "kid"},
                made_at=utc_now(),
            )
        )


def key_of(device_id: str, officer_id: object = None) -> ECKey:
    """Return the private key of an officer on a device; a stranger signs with that of whoever is on it."""
    found = _keys.get((device_id, officer_id if isinstance(officer_id, str) else ""))
    if officer_id is None:
        return _keys[device_id, None]
    return found or next(key for (device, officer), key in _keys.items() if device == device_id and officer)


def forget_key(device_id: str, officer_id: str) -> None:
    """Lose an officer's key, so that the next one is new."""
    del _keys[device_id, officer_id]


def sealed_attachment(content: bytes) -> SealedBytes:
    """Return bytes as a tablet seals them; the same bytes are sealed once, strokes are deflated first."""
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 not in _bytes:
        _bytes[sha256] = seal_bytes(content, sha256, new_byte_key(is_deflated=content.startswith(b"{")))
    return _bytes[sha256]


def sealed_name(sha256: object) -> str:
    """Return the hash under which an attachment travels, also of one that nobody ever sealed."""
    found = _bytes.get(sha256) if isinstance(sha256, str) else None
    return found.sha256 if found else hashlib.sha256(f"never sealed {sha256}".encode()).hexdigest()


def write(body: Mapping[str, Any]) -> Written:
    """Sign and seal a record as the device and the officer that it names."""
    device_id = body["device"]
    attached = [_named(one) for one in body["attachments"]] if isinstance(body["attachments"], list) else []
    approved = [_checked(body, one) for one in body["approvals"]] if isinstance(body["approvals"], list) else []
    whole = {**body, "attachments": attached, "approvals": approved}
    return sealed(sign_record(whole, key_of(device_id), key_of(device_id, body["officer"])))


def sealed(signed: bytes) -> Written:
    """Put signed bytes into the envelope a tablet would send."""
    written, parts = Written(signed), read_signed(signed)
    written.body = parts.body if parts else orjson.loads(signed)
    listed = written.body.get("attachments") or []
    names = [one.get("sha256") for one in listed if isinstance(one, dict)]
    keys = {_bytes[name].sha256: _bytes[name].key for name in names if name in _bytes}
    written.sealed = seal_record(Opened(signed, keys), _escrow(), (f"round:{written.body.get('round')}", _ROUND_SECRET))
    return written


def changed(record: Written, **parts: Any) -> Written:
    """Return the same record saying something else, signed anew as if the tablet had written it twice."""
    return write({**record.body, **parts})


def posted(content: bytes, lost: frozenset[str] = frozenset()) -> Sent:
    """Return what a tablet sends of a record; bytes that nobody signed go as version 1 did."""
    if isinstance(content, Written):
        return Sent(content.sealed, lost, is_sealed=True)
    return Sent(content, lost)


def on_the_wire(content: bytes) -> dict[str, str]:
    """Return a record as a member of an upload's body."""
    one = posted(content)
    return {"sealed" if one.is_sealed else "bytes": one.content.decode()}


def _named(attachment: Any) -> Any:
    if not isinstance(attachment, dict) or "sealed" in attachment:
        return attachment
    return {**attachment, "sealed": sealed_name(attachment.get("sha256"))}


def _checked(body: Mapping[str, Any], approval: Any) -> Any:
    if not isinstance(approval, dict) or "signature" in approval or "role" not in approval:
        return approval
    facts = facts_of_check(body["type"], approval["role"]) or {}
    said = {name: approval[name] for name in ("officer", "role", "items", "at")}
    said |= {"nonce": new_id(), "type": body["type"], "facts": facts_of(body, facts)}
    return {**approval, "signature": sign_check(said, key_of(body["device"], approval["officer"]))}


def _escrow() -> ECKey:
    return _newest(current_config().key_dir)


@cache
def _newest(key_dir: Any) -> ECKey:
    return newest_escrow_key(key_dir)
