"""Halves that are alone."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.issuance.cosigns.queries import halves
from server.issuance.cosigns.schemas import HalvesQuery, HalvesSchema

blueprint = Blueprint("cosigns", __name__, description="The bank's half of hand-overs (1.2.2.c)")


@blueprint.get("/halves")
@may("halves.read")
@blueprint.arguments(HalvesQuery, location="query")
@blueprint.response(200, HalvesSchema)
def list_halves(wanted: dict[str, Any]) -> dict[str, Any]:
    """List hand-overs that wait for the bank's check, and checks that wait for a hand-over (1.2.2.c)."""
    items = halves(wanted["round_id"])
    return {"items": items, "total": len(items)}
