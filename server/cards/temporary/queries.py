"""Read the newest list of temporary cards for a place (2.1)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.core.identity_numbers import as_fifteen, normalise_identity_number
from server.db import db

_LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True)
class TemporaryCards:
    """The newest list that covers a place."""

    list_id: str
    as_of: datetime
    source: str

    @cached_property
    def _by_number(self) -> dict[str, dict[str, Any]]:
        rows = db.session.scalars(
            select(TemporaryCard)
            .where(TemporaryCard.list_id == self.list_id)
            .order_by(TemporaryCard.issued_on.nulls_first(), TemporaryCard.temporary_card_number)
        )
        return {
            row.social_security_number: {
                "number": row.temporary_card_number,
                "issued_on": row.issued_on.isoformat() if row.issued_on else None,
            }
            for row in rows
        }

    @cached_property
    def _by_fifteen(self) -> dict[str, dict[str, Any]]:
        return {short: card for number, card in self._by_number.items() if (short := as_fifteen(number)) is not None}

    def of(self, social_security_number: str) -> dict[str, Any] | None:
        """Return {number, issued_on} of a person's temporary card (the newest of several), or None.

        A list may know the person by the fifteen digits their number had before, and the other way round.
        """
        number = normalise_identity_number(social_security_number)
        ways = (
            self._by_number.get(number),
            self._by_number.get(as_fifteen(number) or ""),
            self._by_fifteen.get(number),
        )
        return next((card for card in ways if card is not None), None)


def temporary_cards_for(area_code: str) -> TemporaryCards | None:
    """Return the newest list that covers an area of up to twelve digits, or None when there is none."""
    found = newest_list(area_code)
    return TemporaryCards(found.id, found.as_of, found.source) if found else None


def newest_list(area_code: str) -> TemporaryCardList | None:
    """Return the newest list that covers an area of up to twelve digits, for instance its county's."""
    line = {area_code[:length].ljust(12, "0") for length in _LEVELS}
    statement = select(TemporaryCardList).where(TemporaryCardList.area_code.in_(line))
    return db.session.scalar(statement.order_by(TemporaryCardList.as_of.desc(), TemporaryCardList.id.desc()).limit(1))
