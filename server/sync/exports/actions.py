"""Hand a record out to be checked elsewhere."""

from typing import Any

from sqlalchemy import select

from server import audit
from server.accounts.signing_keys.models import SigningKey
from server.config import current_config
from server.core import signing
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.core.public_keys import public_half
from server.core.signed_records import read_signed
from server.db import db, transaction
from server.sync.checkpoints.queries import newest_checkpoint
from server.sync.exports.rules import FORMAT, STATEMENT
from server.sync.queries import find_event
from server.sync.signatures.rules import kids_in


def export_record(event_id: str) -> dict[str, Any]:
    """Return a record exactly as it was signed, the public keys it names, and the server's word of when it came.

    Raises:
        Refusal: not_found.
    """
    key_dir = current_config().key_dir
    with transaction():
        event = find_event(event_id)
        if event is None:
            raise Refusal("not_found")
        audit.record("export_record", "event", event.id, "1.2.2.c")
        statement = {
            "hash": event.hash,
            "id": event.id,
            "index": event.idx,
            "verdict": event.verdict,
            "reason": event.reason,
            "received_at": to_wire(event.received_at),
            "at": to_wire(utc_now()),
        }
        return {
            "format": FORMAT,
            "record": event.content.decode(),
            "hash": event.hash,
            "keys": _keys(event.content),
            "server_key": signing.public_key(key_dir),
            "statement": signing.sign(key_dir, STATEMENT, statement),
            "checkpoint": newest_checkpoint(),
        }


def _keys(content: bytes) -> list[dict[str, Any]]:
    signed = read_signed(content)
    kids = kids_in(signed) if signed else set()
    found = [
        {
            **key.public_key,
            "kid": key.kid,
            "use": "sig",
            "officer_id": key.officer_id,
            "device_id": key.device_id,
            "made_at": to_wire(key.made_at),
            "ended_at": to_wire(key.ended_at) if key.ended_at else None,
        }
        for key in db.session.scalars(select(SigningKey).where(SigningKey.kid.in_(sorted(kids))))
    ]
    own = signing.server_key(current_config().key_dir)
    if own.thumbprint() in kids:
        # A desk's record carries the server's own signature.
        found.append({**public_half(own), "officer_id": None, "made_at": to_wire(utc_now()), "ended_at": None})
    return found
