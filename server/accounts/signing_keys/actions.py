"""Enter the keys of a device and its officers, and end those they replace; joins the caller's transaction."""

from typing import Any

from sqlalchemy import update

from server.accounts.signing_keys.models import DEVICE, OFFICER, SigningKey
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.public_keys import thumbprint
from server.db import db


def enter_device_key(device_id: str, public_key: dict[str, Any] | None, *, is_new_browser: bool) -> None:
    """Make a key the one its device signs with; in a new browser the keys of officers made in the old one end too.

    Raises:
        Refusal: device_key_unfit — the key is another's already.
    """
    kid = thumbprint(public_key) if public_key else None
    ending = update(SigningKey).where(SigningKey.device_id == device_id, SigningKey.ended_at.is_(None))
    if kid is not None:
        ending = ending.where(SigningKey.kid != kid)
    if not is_new_browser:
        ending = ending.where(SigningKey.use == DEVICE)
    db.session.execute(ending.values(ended_at=utc_now()))
    if kid is not None and public_key is not None and not _enter(kid, DEVICE, device_id, None, public_key):
        raise Refusal("device_key_unfit")


def enter_officer_key(device_id: str, officer_id: str, public_key: dict[str, Any]) -> None:
    """Make a key the one an officer signs with on a device; the one made before ends.

    Raises:
        Refusal: sign_key_unfit — the key is another's already: two people never sign with one (1.2.2.c).
    """
    kid = thumbprint(public_key)
    if not _enter(kid, OFFICER, device_id, officer_id, public_key):
        raise Refusal("sign_key_unfit")
    others = update(SigningKey).where(
        SigningKey.device_id == device_id,
        SigningKey.officer_id == officer_id,
        SigningKey.kid != kid,
        SigningKey.ended_at.is_(None),
    )
    db.session.execute(others.values(ended_at=utc_now()))


def _enter(kid: str, use: str, device_id: str, officer_id: str | None, public_key: dict[str, Any]) -> bool:
    known = db.session.get(SigningKey, kid)
    if known is not None:
        known.ended_at = None
        return (known.use, known.device_id, known.officer_id) == (use, device_id, officer_id)
    row = SigningKey(
        kid=kid, use=use, device_id=device_id, officer_id=officer_id, public_key=public_key, made_at=utc_now()
    )
    db.session.add(row)
    return True
