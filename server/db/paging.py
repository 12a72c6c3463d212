"""Lists come in pages: `page` from 1, `per_page` at most 200, with the total."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from server.db.base import db

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """One page of rows."""

    items: list[_Row]
    total: int
    page: int
    per_page: int


def paged(statement: Select[_Row], page: int, per_page: int) -> Page[_Row]:
    """Run an ordered statement for one page and count all its rows."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = db.session.scalars(statement.limit(per_page).offset((page - 1) * per_page))
    return Page[Any](list(rows), total, page, per_page)
