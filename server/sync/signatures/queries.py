"""Find checks that were used."""

from collections.abc import Collection

from sqlalchemy import select

from server.db import db
from server.sync.signatures.models import UsedCheck


def used_checks(nonces: Collection[str]) -> dict[str, str]:
    """Return the records for which these checks were used, by the check's number."""
    if not nonces:
        return {}
    rows = db.session.execute(select(UsedCheck.nonce, UsedCheck.event_id).where(UsedCheck.nonce.in_(sorted(nonces))))
    return {row.nonce: row.event_id for row in rows}
