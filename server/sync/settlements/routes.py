"""Settling at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.jobs import wake
from server.sync.actions import open_conflict, open_parked
from server.sync.queries import conflict_in_scope, parked_in_scope
from server.sync.schemas import ConflictDetailSchema, ParkedDetailSchema
from server.sync.settlements.actions import Decision, settle_case, settle_parked
from server.sync.settlements.schemas import NewCaseSettlementSchema, NewParkedSettlementSchema

blueprint = Blueprint("settlements", __name__, description="Parked records and cases, settled by two people")


@blueprint.post("/parked/<string:event_id>/settle")
@may("parked.settle")
@blueprint.arguments(NewParkedSettlementSchema)
@blueprint.response(200, ParkedDetailSchema)
def settle_record(body: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Let a parked record stand, void it, or note by which record it was entered anew (4.1.1.b)."""
    parked_in_scope(event_id)
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    settle_parked(event_id, Decision(**body), second)
    wake("relay")
    return open_parked(event_id)


@blueprint.post("/conflicts/<string:conflict_id>/settle")
@may("parked.settle")
@blueprint.arguments(NewCaseSettlementSchema)
@blueprint.response(200, ConflictDetailSchema)
def settle_conflict(body: dict[str, Any], conflict_id: str) -> dict[str, Any]:
    """Say which side of a case stands (4.1.1.b)."""
    conflict_in_scope(conflict_id)
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    settle_case(conflict_id, Decision(**body), second)
    wake("relay")
    return open_conflict(conflict_id)
