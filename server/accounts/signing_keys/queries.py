"""Find the keys of a device."""

from sqlalchemy import select

from server.accounts.signing_keys.models import SigningKey
from server.accounts.signing_keys.rules import KnownKey
from server.db import db


def keys_of_device(device_id: str) -> dict[str, KnownKey]:
    """Return every key that a device and the officers on it have ever signed with, by its name."""
    columns = (
        SigningKey.kid, SigningKey.officer_id, SigningKey.public_key, SigningKey.made_at, SigningKey.ended_at,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(SigningKey.device_id == device_id))
    return {row.kid: KnownKey(*row) for row in rows}
