"""Routes of the recall list."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.issuance.recalls import actions, queries
from server.issuance.recalls.schemas import NewRecallSettlement, RecallSchema, RecallsQuery, RecallsSchema

blueprint = Blueprint(
    "recalls", __name__, description="Cards whose activation was refused after the hand-over (1.2.2.d)"
)


@blueprint.get("/recalls")
@may("recalls.read")
@blueprint.arguments(RecallsQuery, location="query")
@blueprint.response(200, RecallsSchema)
def list_(wanted: dict[str, Any]) -> dict[str, Any]:
    """List them, the oldest refusal first."""
    page = queries.recalls(**wanted)
    return {**vars(page), "items": queries.describe_recalls(page.items)}


@blueprint.post("/recalls/<string:activation_id>/settle")
@may("recalls.settle")
@blueprint.arguments(NewRecallSettlement)
@blueprint.response(200, RecallSchema)
def settle(body: dict[str, Any], activation_id: str) -> dict[str, Any]:
    """Note what was done about one."""
    return queries.describe_recalls([actions.settle_recall(activation_id, **body)])[0]
