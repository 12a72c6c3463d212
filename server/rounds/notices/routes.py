"""The log of notices at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.sessions.queries import current_officer
from server.rounds.notices.actions import Notice, log_notice
from server.rounds.notices.queries import describe_notices
from server.rounds.notices.schemas import NewRoundNoticeSchema, RoundNoticesSchema
from server.rounds.queries import round_in_scope

blueprint = Blueprint("round_notices", __name__, description="Who was told of a round")


@blueprint.get("/rounds/<string:round_id>/notices")
@may("rounds.read")
@blueprint.response(200, RoundNoticesSchema)
def list_notices(round_id: str) -> dict[str, Any]:
    """Show who was told of a round, by which way and with what result (1.1.0.e)."""
    return describe_notices(round_in_scope(round_id).id)


@blueprint.post("/rounds/<string:round_id>/notices")
@may("rounds.notify")
@blueprint.arguments(NewRoundNoticeSchema)
@blueprint.response(201, RoundNoticesSchema)
def add_notice(body: dict[str, Any], round_id: str) -> dict[str, Any]:
    """Log a notice, a row for each person named (1.1.0.e, 1.2.2.a)."""
    log_notice(round_id, Notice(**body), current_officer().id)
    return describe_notices(round_id)
