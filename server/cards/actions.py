"""Load banks, and change the functions of a card. Where a card is, custody changes."""

from typing import Literal, NamedTuple

from sqlalchemy import select

from server import audit
from server.cards.models import Bank, CardStateChange
from server.cards.queries import locked_card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.rules import next_state, table, transition_clause

Axis = Literal["social", "finance", "face", "password", "freeze"]

_COLUMNS: dict[Axis, str] = {
    "social": "social_state",
    "finance": "finance_state",
    "face": "face_check",
    "password": "password_changed",
    "freeze": "freeze_state",
}


class Change(NamedTuple):
    """A card's function before and after."""

    old: str
    new: str


def load_banks() -> int:
    """Add the common banks that are not there yet, and return how many that were."""
    with transaction():
        known = set(db.session.scalars(select(Bank.code)))
        new = [row for row in table("banks")["rows"] if row["code"] not in known]
        for row in new:
            db.session.add(Bank(code=row["code"], name=row["name"], short_name=row["short_name"]))
        if new:
            audit.record("load_banks", "bank", "common", "1.1.0.b", count=len(new))
    return len(new)


def add_bank(code: str, name: str, short_name: str) -> Bank:
    """Add a partner bank of the area (1.1.0.b).

    Raises:
        Refusal: bank_exists.
    """
    with transaction():
        same = select(Bank).where((Bank.code == code) | (Bank.name == name))
        if db.session.scalar(same) is not None:
            raise Refusal("bank_exists")
        bank = Bank(code=code, name=name, short_name=short_name)
        db.session.add(bank)
        audit.record("add_bank", "bank", code, "1.1.0.b")
    return bank


def change_state(card_id: str, axis: Axis, verb: str, event_id: str | None = None) -> Change:
    """Change one function of a card by a verb of its machine, with a line of its history.

    Raises:
        Refusal: not_found; illegal_transition.
    """
    with transaction():
        card = locked_card(card_id)
        if card is None:
            raise Refusal("not_found")
        column = _COLUMNS[axis]
        old: str = getattr(card, column)
        new, clause = next_state(axis, old, verb), transition_clause(axis, old, verb)
        setattr(card, column, new)
        audit_id = audit.record(f"{axis}.{verb}", "card", card_id, clause, old=old, new=new, event=event_id)
        db.session.add(
            CardStateChange(
                card_id=card_id,
                axis=axis,
                old=old,
                new=new,
                at=utc_now(),
                clause=clause,
                event_id=event_id,
                audit_id=audit_id,
            )
        )
    return Change(old, new)
