"""Temporary cards found too late."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.sessions.queries import current_officer
from server.issuance.temporary_cards import actions, queries
from server.issuance.temporary_cards.schemas import (
    NewTaskSettlementSchema,
    TasksQuery,
    TemporaryCardTaskSchema,
    TemporaryCardTasksSchema,
)
from server.jobs import wake

blueprint = Blueprint("temporary-cards", __name__, description="Temporary cards found too late (2.1, 2.2)")


@blueprint.get("/temporary-card-tasks")
@may("temporary_cards.read")
@blueprint.arguments(TasksQuery, location="query")
@blueprint.response(200, TemporaryCardTasksSchema)
def list_tasks(wanted: dict[str, Any]) -> dict[str, Any]:
    """List temporary cards still to be recovered after the hand-over, the oldest first."""
    page = queries.tasks(**wanted)
    return {**vars(page), "items": queries.describe_tasks(page.items)}


@blueprint.post("/temporary-card-tasks/<string:task_id>/settle")
@may("temporary_cards.settle")
@blueprint.arguments(NewTaskSettlementSchema)
@blueprint.response(200, TemporaryCardTaskSchema)
def settle_task(body: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Note how such a card was recovered; the hand-over stands whatever comes of it (reading 24)."""
    task = actions.settle_task(task_id, current_officer().id, actions.Settling(**body))
    wake("relay")
    return queries.describe_tasks([task])[0]
