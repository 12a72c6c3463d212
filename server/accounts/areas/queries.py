"""Read administrative divisions."""

from sqlalchemy import func, select

from server.accounts.areas.models import Area
from server.accounts.scope import reach
from server.core.errors import Refusal
from server.db import db
from server.db.paging import Page, paged


def areas(parent: str | None, level: str | None, q: str | None, page: int, per_page: int) -> Page[Area]:
    """Return divisions by parent, level and a part of the name, in the order of their codes."""
    statement = select(Area).order_by(Area.code)
    if parent:
        statement = statement.where(Area.parent_code == parent)
    if level:
        statement = statement.where(Area.level == level)
    if q:
        statement = statement.where(Area.name.contains(q, autoescape=True))
    return paged(statement, page, per_page)


def area(code: str) -> Area | None:
    """Return one division."""
    return db.session.get(Area, code)


def county_in_reach(code: str) -> Area:
    """Return the county of six digits that whoever acts works in.

    Raises:
        Refusal: area_outside.
    """
    county = area(code.ljust(12, "0"))
    if county is None or county.level != "county" or not reach().covers_area(county.code):
        raise Refusal("area_outside")
    return county


def area_line(code: str) -> list[Area]:
    """Return a division and all above it, the province first; empty when the code is unknown."""
    line: list[Area] = []
    found = area(code)
    while found is not None:
        line.insert(0, found)
        found = area(found.parent_code) if found.parent_code else None
    return line


def last_village_number(township_code: str) -> int:
    """Return the highest village number used under a township (its last three digits), 0 when there is none."""
    highest = db.session.scalar(select(func.max(Area.code)).where(Area.parent_code == township_code))
    return int(highest[9:]) if highest else 0


def village_named(township_code: str, name: str) -> Area | None:
    """Return the village of this name in the township."""
    return db.session.scalar(select(Area).where(Area.parent_code == township_code, Area.name == name))
