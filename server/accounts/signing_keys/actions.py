"""Enter the keys of a device and its officers, and end those they replace; joins the caller's transaction."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from server.accounts.signing_keys.models import DEVICE, OFFICER, SigningKey
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.public_keys import thumbprint
from server.db import db


def enter_device_key(device_id: str, public_key: dict[str, Any] | None, *, is_new_browser: bool) -> None:
    """Enter the key its device signs with; in a new browser every key made in the old one ends.

    Raises:
        Refusal: device_key_unfit — the key is another's already.
    """
    if is_new_browser:
        ending = update(SigningKey).where(SigningKey.device_id == device_id, SigningKey.ended_at.is_(None))
        db.session.execute(ending.values(ended_at=utc_now()))
    if public_key is not None and not _enter(DEVICE, device_id, None, public_key):
        raise Refusal("device_key_unfit")


def enter_officer_key(device_id: str, officer_id: str, public_key: dict[str, Any]) -> None:
    """Enter the key an officer signs with on a device.

    Raises:
        Refusal: sign_key_unfit — the key is another's already: two people never sign with one (1.2.2.c).
    """
    if not _enter(OFFICER, device_id, officer_id, public_key):
        raise Refusal("sign_key_unfit")


def end_older_keys(used: Collection[str]) -> None:
    """End what these keys have replaced; joins the caller's transaction.

    Not when they are entered: a device may lose its power before it has stored a new key (reliability C19).
    """
    if not used:
        return
    for key in db.session.scalars(select(SigningKey).where(SigningKey.kid.in_(sorted(used)))):
        same_signer = SigningKey.officer_id == key.officer_id if key.officer_id else SigningKey.officer_id.is_(None)
        older = update(SigningKey).where(
            SigningKey.device_id == key.device_id,
            same_signer,
            SigningKey.made_at < key.made_at,
            SigningKey.ended_at.is_(None),
        )
        db.session.execute(older.values(ended_at=utc_now()))


def _enter(use: str, device_id: str, officer_id: str | None, public_key: dict[str, Any]) -> bool:
    kid = thumbprint(public_key)
    known = db.session.get(SigningKey, kid)
    if known is not None:
        known.ended_at = None
        return (known.use, known.device_id, known.officer_id) == (use, device_id, officer_id)
    row = SigningKey(
        kid=kid, use=use, device_id=device_id, officer_id=officer_id, public_key=public_key, made_at=utc_now()
    )
    db.session.add(row)
    return True
