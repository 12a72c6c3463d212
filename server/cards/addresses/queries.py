"""Read the divisions and rules that addresses are read by, and the addresses that wait for a person."""

from typing import Any

from sqlalchemy import func, or_, select

from server.accounts.models import Area
from server.accounts.rules import area_range
from server.accounts.scope import scoped
from server.cards.addresses.models import AddressRule
from server.cards.addresses.rules import Division, Gazetteer
from server.cards.models import Cardholder
from server.db import db
from server.db.paging import Page

_REGIONS = ("province", "city", "county")


def gazetteer_of(county_code: str) -> Gazetteer:
    """Return what addresses of a county (six digits) are read by."""
    first, last = area_range(county_code)
    rows = db.session.execute(
        select(Area.code, Area.name, Area.level).where(or_(Area.level.in_(_REGIONS), Area.code.between(first, last)))
    )
    rules = db.session.execute(
        select(AddressRule.address_key, AddressRule.village_code).where(AddressRule.area_code == county_code)
    )
    return Gazetteer(county_code, (Division(*row) for row in rows), {row[0]: row[1] for row in rules})


def unmatched_addresses(page: int, per_page: int) -> Page[dict[str, Any]]:
    """Return the keys of addresses without a village, by county, those of most people first."""
    waiting = (
        scoped(
            select(
                Cardholder.county_code.label("area_code"),
                Cardholder.address_key,
                func.count().label("people"),
                func.min(Cardholder.address).label("example"),
            ),
            Cardholder,
        )
        .where(Cardholder.village_code.is_(None))
        .group_by(Cardholder.county_code, Cardholder.address_key)
    )
    total = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    ordered = waiting.order_by(func.count().desc(), Cardholder.county_code, Cardholder.address_key)
    rows = db.session.execute(ordered.limit(per_page).offset((page - 1) * per_page)).mappings()
    return Page([dict(row) for row in rows], total, page, per_page)
