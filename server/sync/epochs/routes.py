"""Cases of lost epochs at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.sync.epochs import queries
from server.sync.epochs.actions import TwoDecided, declare_rest_lost, settle_lost_epoch
from server.sync.epochs.schemas import LostEpochSchema, LostEpochsSchema, NewFindingByTwoSchema, NewTabletLossSchema

blueprint = Blueprint("lost_epochs", __name__, description="Records that were lost with a tablet's storage")


@blueprint.get("/lost-epochs")
@may("devices.read")
@blueprint.response(200, LostEpochsSchema)
def list_lost_epochs() -> dict[str, Any]:
    """List the cases in scope, those that wait first."""
    items = queries.describe_lost_epochs(queries.lost_epochs_in_scope())
    return {"items": items, "total": len(items)}


@blueprint.post("/lost-epochs")
@may("parked.settle")
@blueprint.arguments(NewTabletLossSchema)
@blueprint.response(201, LostEpochSchema)
def declare(body: dict[str, Any]) -> dict[str, Any]:
    """Open a case of records that a lost tablet will not bring; two people settle it later (4.1.1.b)."""
    return queries.describe_lost_epochs([declare_rest_lost(**body)])[0]


@blueprint.post("/lost-epochs/<string:case_id>/settle")
@may("parked.settle")
@blueprint.arguments(NewFindingByTwoSchema)
@blueprint.response(200, LostEpochSchema)
def settle(body: dict[str, Any], case_id: str) -> dict[str, Any]:
    """Close a case: entered anew from paper, or nothing was lost, or it cannot be had back (4.1.1.b)."""
    queries.lost_epoch_in_scope(case_id)
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    case = settle_lost_epoch(case_id, TwoDecided(**body), second)
    return queries.describe_lost_epochs([case])[0]
