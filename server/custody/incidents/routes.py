"""Routes of the incidents."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.custody.incidents import queries
from server.custody.incidents.actions import Findings, settle_incident
from server.custody.incidents.schemas import (
    IncidentDetailSchema,
    IncidentsQuery,
    IncidentsSchema,
    NewIncidentSettlementSchema,
)

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents", description="Missing cards, double hand-overs")


@blueprint.get("")
@may("incidents.read")
@blueprint.arguments(IncidentsQuery, location="query")
@blueprint.response(200, IncidentsSchema)
def list_incidents(wanted: dict[str, Any]) -> dict[str, Any]:
    """List incidents, the newest first."""
    page = queries.incidents(**wanted)
    return {**vars(page), "items": queries.describe_incidents(page.items)}


@blueprint.get("/<string:incident_id>")
@may("incidents.read")
@blueprint.response(200, IncidentDetailSchema)
def show_incident(incident_id: str) -> dict[str, Any]:
    """Show one incident with the evidence of both its records."""
    return queries.incident_detail(incident_id)


@blueprint.post("/<string:incident_id>/settle")
@may("incidents.settle")
@blueprint.arguments(NewIncidentSettlementSchema)
@blueprint.response(200, IncidentDetailSchema)
def settle(body: dict[str, Any], incident_id: str) -> dict[str, Any]:
    """Settle it with cause, responsible and report, by two people (4.1.1.b, 4.1.5)."""
    queries.incident_in_scope(incident_id)
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    settle_incident(incident_id, Findings(**body), second.id)
    return queries.incident_detail(incident_id)
