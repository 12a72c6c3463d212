"""Find keys by their names."""

from collections.abc import Collection

from sqlalchemy import select

from server.accounts.signing_keys.models import SigningKey
from server.db import db


def find_keys(kids: Collection[str]) -> dict[str, SigningKey]:
    """Return the keys that exist among `kids`."""
    if not kids:
        return {}
    found = db.session.scalars(select(SigningKey).where(SigningKey.kid.in_(sorted(kids))))
    return {key.kid: key for key in found}
