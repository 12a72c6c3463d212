"""Routes of the discrepancies."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.custody.discrepancies.actions import Settlement, settle_discrepancy
from server.custody.discrepancies.queries import discrepancies, discrepancy_in_scope, shown_discrepancy
from server.custody.discrepancies.schemas import (
    DiscrepanciesQuery,
    DiscrepancyPage,
    DiscrepancySchema,
    SettlementSchema,
)
from server.db.paging import Page

blueprint = Blueprint("discrepancies", __name__, url_prefix="/discrepancies", description="What a count found")


@blueprint.get("")
@may("discrepancies.read")
@blueprint.arguments(DiscrepanciesQuery, location="query")
@blueprint.response(200, DiscrepancyPage)
def list_discrepancies(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List what counts found, the newest first."""
    return discrepancies(**query)


@blueprint.get("/<string:discrepancy_id>")
@may("discrepancies.read")
@blueprint.response(200, DiscrepancySchema)
def show_discrepancy(discrepancy_id: str) -> dict[str, Any]:
    """Show one discrepancy and what became of it."""
    return shown_discrepancy(discrepancy_id)


@blueprint.post("/<string:discrepancy_id>/settle")
@may("discrepancies.settle")
@blueprint.arguments(SettlementSchema)
@blueprint.response(200, DiscrepancySchema)
def settle(body: dict[str, Any], discrepancy_id: str) -> dict[str, Any]:
    """Settle it with cause, responsible and report; a card found again goes into the vault (4.1.1.b)."""
    discrepancy_in_scope(discrepancy_id)
    account = body.pop("custodian")
    custodian_id = prove_second_person(**account, origin=origin_of_request()).id if account else None
    settle_discrepancy(discrepancy_id, Settlement(**body, custodian_id=custodian_id))
    return shown_discrepancy(discrepancy_id)
