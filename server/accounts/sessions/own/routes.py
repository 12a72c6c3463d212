"""Routes of one's own log-ins."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts.factors.actions import note_reset_seen
from server.accounts.may import may
from server.accounts.sessions import actions
from server.accounts.sessions.queries import current_officer, open_sessions_of
from server.accounts.sessions.schemas import OpenSessionsSchema

blueprint = Blueprint("own_sessions", __name__, url_prefix="/session", description="One's own log-ins")


@blueprint.post("/factors-reset/seen")
@may("session.own")
@blueprint.response(204)
def note_factors_reset_seen() -> None:
    """Say that one has read who took one's second factors away."""
    note_reset_seen(current_officer())


@blueprint.get("/list")
@may("session.own")
@blueprint.response(200, OpenSessionsSchema)
def list_own_sessions() -> dict[str, Any]:
    """List where one is logged in."""
    found = open_sessions_of(current_officer().id)
    return {"items": found, "total": len(found)}


@blueprint.delete("/list")
@may("session.own")
@blueprint.response(204)
def end_own_other_sessions() -> None:
    """End all log-ins of one's own but this one."""
    actions.end_own_other_sessions()


@blueprint.delete("/list/<string:session_id>")
@may("session.own")
@blueprint.response(204)
def end_own_session(session_id: str) -> None:
    """End one log-in of one's own."""
    actions.end_own_session(session_id)
