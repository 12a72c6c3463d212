"""The database session, the base model, and one transaction per action."""

from server.db.base import Base, db
from server.db.inserts import insert_new
from server.db.session import transaction
from server.db.types import UtcDateTime

__all__ = ["Base", "UtcDateTime", "db", "insert_new", "transaction"]
