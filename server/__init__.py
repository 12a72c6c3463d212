"""Songka's server: cards from the batch to the hand they belong in, each step recorded."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> "Flask":
    """Build the application from the environment (`flask --app server …`)."""
    # Imported here, since importing any feature runs this file first.
    from server.app import create_app as build  # noqa: PLC0415
    from server.config import config_from_environment  # noqa: PLC0415

    return build(config_from_environment())


def serve() -> "Flask":
    """Build the application for a process that serves: it first looks whether the database is the one it was."""
    # Imported here, as above.
    from server.backups.history.actions import keep_watch  # noqa: PLC0415

    app = create_app()
    keep_watch(app)
    return app
