"""The overview."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.reports.queries import overview
from server.reports.schemas import OverviewSchema

blueprint = Blueprint("reports", __name__, description="Counts for the desk")


@blueprint.get("/overview")
@may("overview.read")
@blueprint.response(200, OverviewSchema)
def show_overview() -> dict[str, Any]:
    """Show where the cards are, today's rounds, and what waits for people."""
    return overview()
