"""The tally of a device at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.sync.tally import queries
from server.sync.tally.schemas import DeviceTallySchema, PaperTallyQuery, TallyComparisonSchema

blueprint = Blueprint("tally", __name__, description="What is here of a tablet, beside what stands on its sheet")


@blueprint.get("/devices/<string:device_id>/tally")
@may("tallies.read")
@blueprint.response(200, DeviceTallySchema)
def show(device_id: str) -> dict[str, Any]:
    """Show a device's chains with their codes, and the figures of its last rounds."""
    return queries.describe_tally(device_id)


@blueprint.get("/devices/<string:device_id>/tally/comparison")
@may("tallies.read")
@blueprint.arguments(PaperTallyQuery, location="query")
@blueprint.response(200, TallyComparisonSchema)
def compare(wanted: dict[str, Any], device_id: str) -> dict[str, Any]:
    """Compare number and code of a sheet with what is here; say what has not come (H10)."""
    return queries.compare_with_paper(device_id, **wanted)
