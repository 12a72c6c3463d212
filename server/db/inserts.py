"""Insert what may be there already."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from server.db.base import Base, db


def insert_new(model: type[Base]) -> Any:
    """Return an insert that leaves rows with a known key as they are: of two writers at once both are right."""
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert = insert_on_postgresql if on_postgresql else insert_on_sqlite
    return insert(model).on_conflict_do_nothing()
