"""Runs the numbered migrations on the application's database, each run in one transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from flask import current_app
from sqlalchemy import Connection

from server.db import Base, UtcDateTime, db


def run() -> None:
    """Migrate the database of the current application."""
    with db.engine.connect() as connection:
        _rest_foreign_keys(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=_is_ours,
            process_revision_directives=_number,
            render_item=_render,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


def _rest_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by building it anew: its children must not be refused meanwhile."""
    if connection.dialect.name != "sqlite":
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    # The queue of wake-ups keeps its own tables on PostgreSQL.
    return not (kind == "table" and name is not None and name.startswith("huey"))


def _render(kind: str, item: Any, autogenerating: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        autogenerating.imports.add("from server.db import UtcDateTime")
        return "UtcDateTime()"
    return False


def _number(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Give new migrations the next number, so that their order can be seen in the folder."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():
        directives[:] = []
        return
    head = context.script.get_current_head() or "0000"
    script.rev_id = f"{int(head) + 1:04d}"


run()
