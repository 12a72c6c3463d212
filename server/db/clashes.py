"""Tell a clash between transactions from a fault."""

from sqlalchemy.exc import DBAPIError

# PostgreSQL: deadlock, serialization failure. SQLite: busy, locked.
_STATES = frozenset({"40P01", "40001"})
_SQLITE_CODES = frozenset({5, 6})


def is_clash(problem: DBAPIError) -> bool:
    """Tell whether the same statements may succeed when tried again."""
    if getattr(problem.orig, "sqlstate", None) in _STATES:
        return True
    return getattr(problem.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CODES
