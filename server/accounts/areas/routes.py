"""Routes of the administrative divisions."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts.areas import actions, queries
from server.accounts.areas.models import Area
from server.accounts.areas.schemas import AreaPage, AreaQuery, AreaSchema, NewVillageSchema
from server.accounts.may import may
from server.db.paging import Page

blueprint = Blueprint("areas", __name__, url_prefix="/areas", description="Administrative divisions to the village")


@blueprint.get("")
@may("areas.read")
@blueprint.arguments(AreaQuery, location="query")
@blueprint.response(200, AreaPage)
def list_areas(query: dict[str, Any]) -> Page[Area]:
    """List divisions; they are public facts, the same for everybody."""
    return queries.areas(**query)


@blueprint.post("")
@may("areas.add")
@blueprint.arguments(NewVillageSchema)
@blueprint.response(201, AreaSchema)
def add_village(body: dict[str, str]) -> Area:
    """Add a village that the published list does not have."""
    return actions.add_village(body["parent_code"], body["name"])
