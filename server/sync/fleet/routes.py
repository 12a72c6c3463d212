"""The fleet at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.sync.fleet import queries
from server.sync.fleet.schemas import FleetSchema

blueprint = Blueprint("fleet", __name__, description="Every device as the office must see it")


@blueprint.get("/fleet")
@may("devices.read")
@blueprint.response(200, FleetSchema)
def show_fleet() -> dict[str, Any]:
    """List the devices in scope with what waits on them and what needs attention."""
    items = queries.fleet()
    return {"items": items, "total": len(items), "attention": sum(bool(one["attention"]) for one in items)}
