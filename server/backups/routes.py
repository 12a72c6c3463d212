"""Backups at the desk, and what the layer below asks of them."""

from typing import Any

from flask import Flask
from flask_smorest import Blueprint

from server.accounts import may
from server.backups import queries
from server.backups.history import actions as history
from server.backups.schemas import BackupsSchema
from server.sync.routes import GREETED, SAFE

blueprint = Blueprint("backups", __name__, description="Backups that were restored and verified")


def prepare(app: Flask) -> None:
    """Tell the layer that greets tablets up to where everything is safe, and hear of each greeting."""
    app.extensions[SAFE] = queries.safe_index
    app.extensions[GREETED] = history.meet_tablet
    history.prepare(app)


@blueprint.get("/backups")
@may("backups.read")
@blueprint.response(200, BackupsSchema)
def list_backups() -> dict[str, Any]:
    """Tell whether backups are late, up to which record everything is safe, and which backups are kept."""
    return queries.describe_backups()
