"""Read the newest list of temporary cards that covers an area (2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.db import db

_DIGITS = 12
_PREFIXES = (2, 4, 6, 9, 12)


@dataclass(frozen=True)
class TemporaryCards:
    """A list as of a moment: each number on it with its temporary card."""

    as_of: datetime
    source: str
    cards: Mapping[str, Mapping[str, Any]]

    def of(self, number: str) -> Mapping[str, Any] | None:
        """Return {"number", "issued_on"} of a person's temporary card, or None."""
        return self.cards.get(number)


def newest_list(area_code: str) -> TemporaryCardList | None:
    """Return the newest list made for an area or for one above it, or None."""
    above = {area_code[:length].ljust(_DIGITS, "0") for length in _PREFIXES}
    covering = select(TemporaryCardList).where(TemporaryCardList.area_code.in_(sorted(above)))
    return db.session.scalar(covering.order_by(TemporaryCardList.as_of.desc()).limit(1))


def temporary_cards_for(area_code: str) -> TemporaryCards | None:
    """Return the newest list that covers an area with all its lines, or None."""
    found = newest_list(area_code)
    if found is None:
        return None
    lines = db.session.scalars(select(TemporaryCard).where(TemporaryCard.list_id == found.id))
    return TemporaryCards(found.as_of, found.source, {line.social_security_number: _line(line) for line in lines})


def has_temporary_card(number: str, area_code: str) -> bool:
    """Tell whether a person is on the newest list that covers an area."""
    found = newest_list(area_code)
    if found is None:
        return False
    line = select(TemporaryCard.list_id).where(
        TemporaryCard.list_id == found.id, TemporaryCard.social_security_number == number
    )
    return db.session.scalar(line.limit(1)) is not None


def _line(line: TemporaryCard) -> dict[str, Any]:
    issued_on = line.issued_on.isoformat() if line.issued_on else None
    return {"number": line.temporary_card_number, "issued_on": issued_on}
