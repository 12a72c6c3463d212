"""What an action has found out about rows, kept as long as its transaction lasts."""

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from server.db.base import db

_NOTES = "songka.notes"


def noted(name: str) -> set[str]:
    """Return the ids noted under a name in the running transaction; its end forgets them, a savepoint's does not."""
    notes: dict[str, set[str]] = db.session.info.setdefault(_NOTES, {})
    return notes.setdefault(name, set())


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_NOTES, None)
