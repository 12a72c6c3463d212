"""Cases of lost histories at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.backups.history import queries
from server.backups.history.actions import settle_lost_history
from server.backups.history.schemas import LostHistoriesSchema, LostHistorySchema
from server.sync.epochs.actions import TwoDecided
from server.sync.epochs.schemas import NewFindingByTwoSchema

blueprint = Blueprint("lost_histories", __name__, description="A database that was older or emptier than before")


@blueprint.get("/lost-histories")
@may("backups.read")
@blueprint.response(200, LostHistoriesSchema)
def list_lost_histories() -> dict[str, Any]:
    """List the cases: what is gone, and what the tablets brought again."""
    items = queries.describe_histories(queries.lost_histories())
    return {"items": items, "total": len(items)}


@blueprint.post("/lost-histories/<string:history_id>/settle")
@may("backups.settle")
@blueprint.arguments(NewFindingByTwoSchema)
@blueprint.response(200, LostHistorySchema)
def settle(body: dict[str, Any], history_id: str) -> dict[str, Any]:
    """Close a case by two people (4.1.1.b)."""
    second = prove_second_person(**body.pop("second"), origin=origin_of_request())
    return queries.describe_histories([settle_lost_history(history_id, TwoDecided(**body), second)])[0]
