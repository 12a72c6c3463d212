"""Routes of the addresses without a village."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.cards.addresses.actions import assign_addresses
from server.cards.addresses.queries import unmatched_addresses
from server.cards.addresses.schemas import AssignedSchema, AssignmentSchema, UnmatchedAddressPage
from server.db.paging import Page

blueprint = Blueprint("addresses", __name__, url_prefix="/addresses", description="Addresses and their villages")


@blueprint.get("/unmatched")
@may("addresses.write")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, UnmatchedAddressPage)
def list_unmatched(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List the addresses that wait for a village, those of most people first."""
    return unmatched_addresses(**query)


@blueprint.post("/assignment")
@may("addresses.write")
@blueprint.arguments(AssignmentSchema)
@blueprint.response(200, AssignedSchema)
def assign(body: dict[str, Any]) -> dict[str, int]:
    """Give addresses a village, for everyone who waits and for the next import."""
    return {"people": assign_addresses(body["address_keys"], body["village_code"])}
