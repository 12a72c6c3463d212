"""Taking settlements back."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.sync.counter_settlements.actions import Reason, take_settlement_back
from server.sync.counter_settlements.queries import counter_settlements, describe_counter_settlements, settled
from server.sync.counter_settlements.schemas import (
    CounterSettlementSchema,
    CounterSettlementsQuery,
    CounterSettlementsSchema,
    NewCounterSettlementSchema,
)

blueprint = Blueprint(
    "counter_settlements", __name__, url_prefix="/counter-settlements", description="Settlements taken back (4.1.1.b)"
)


@blueprint.get("")
@may("counter_settlements.read")
@blueprint.arguments(CounterSettlementsQuery, location="query")
@blueprint.response(200, CounterSettlementsSchema)
def list_counter_settlements(wanted: dict[str, Any]) -> dict[str, Any]:
    """List how often the settlement of one thing was taken back, and what each had said."""
    return {"items": describe_counter_settlements(counter_settlements(**wanted))}


@blueprint.post("")
@may("counter_settlements.write")
@blueprint.arguments(NewCounterSettlementSchema)
@blueprint.response(201, CounterSettlementSchema)
def take_back(body: dict[str, Any]) -> dict[str, Any]:
    """Take a settlement back by two people; what it was about is open again (4.1.1.b)."""
    settled(body["subject"], body["subject_id"])
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    counter = take_settlement_back(body["subject"], body["subject_id"], Reason(body["reason"], body["note"]), second)
    return describe_counter_settlements([counter])[0]
