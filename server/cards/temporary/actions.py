"""Store a list of temporary cards."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import delete, insert, select

from server import audit
from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.core.identity_numbers import normalise_identity_number
from server.core.ids import new_id
from server.db import db, transaction


class TemporaryCardRow(Protocol):
    """One line as the card management system gave it."""

    @property
    def social_security_number(self) -> str:
        """Return the person's number."""

    @property
    def number(self) -> str:
        """Return the temporary card's number."""

    @property
    def issued_on(self) -> date | None:
        """Return the day it was issued, where known."""


def store_temporary_cards(
    area_code: str, as_of: datetime, source: str, rows: Iterable[TemporaryCardRow]
) -> TemporaryCardList:
    """Store a list that is complete for an area as of a moment (2.1).

    Of older lists only the head stays, with as-of time and count: what a tablet took along, its bundle holds.
    """
    with transaction():
        stored = TemporaryCardList(id=new_id(), area_code=area_code.ljust(12, "0"), as_of=as_of, source=source, count=0)
        lines = {
            (number, row.number): {
                "list_id": stored.id,
                "social_security_number": number,
                "temporary_card_number": row.number,
                "issued_on": row.issued_on,
            }
            for row in rows
            for number in [normalise_identity_number(row.social_security_number)]
        }
        stored.count = len(lines)
        db.session.add(stored)
        db.session.flush()
        if lines:
            db.session.execute(insert(TemporaryCard), list(lines.values()))
        _forget_older_lines(stored.area_code)
        audit.record("store_temporary_cards", "temporary_card_list", stored.id, "2.1", cards=stored.count)
    return stored


def _forget_older_lines(area_code: str) -> None:
    lists = select(TemporaryCardList.id).where(TemporaryCardList.area_code == area_code)
    newest = db.session.scalar(lists.order_by(TemporaryCardList.as_of.desc(), TemporaryCardList.id.desc()).limit(1))
    older = lists.where(TemporaryCardList.id != newest)
    db.session.execute(delete(TemporaryCard).where(TemporaryCard.list_id.in_(older)))
