"""Routes of the second step of a log-in, and of proving once more who one is."""

from typing import Any

from flask import Response, after_this_request
from flask_smorest import Blueprint

from server.accounts.may import may, public
from server.accounts.sessions import actions
from server.accounts.sessions.routes import (
    SESSION_COOKIE,
    STEP_COOKIE,
    cookie,
    forget_cookie,
    keep_opened,
    origin_of_request,
)
from server.accounts.sessions.schemas import AgainSchema, KeyRequestSchema, SecondStepSchema, SessionSchema

blueprint = Blueprint("log_in_steps", __name__, url_prefix="/session", description="Second step of a log-in")


@blueprint.post("/step/key")
@public
@blueprint.response(200, KeyRequestSchema)
def ask_key_half_way() -> dict[str, Any]:
    """Ask for what a security key must sign in the second step of a log-in."""
    return {"options": actions.ask_key_half_way(cookie(STEP_COOKIE))}


@blueprint.post("/step")
@public
@blueprint.arguments(SecondStepSchema)
@blueprint.response(201, SessionSchema)
def finish_log_in(body: dict[str, Any]) -> dict[str, Any]:
    """Take the second step of a log-in: a code of an app, a recovery code or a security key."""
    proof = actions.Proof(**body)
    opened = actions.finish_log_in(cookie(STEP_COOKIE), proof, origin_of_request(), cookie(SESSION_COOKIE))
    after_this_request(_forget_step)
    return keep_opened(opened)


@blueprint.post("/proof/key")
@may("session.own")
@blueprint.response(200, KeyRequestSchema)
def ask_key_again() -> dict[str, Any]:
    """Ask for what a security key of one's own must sign to prove again who one is."""
    return {"options": actions.ask_key_again()}


@blueprint.post("/proof")
@may("session.own")
@blueprint.arguments(AgainSchema)
@blueprint.response(204)
def prove_again(body: dict[str, Any]) -> None:
    """Prove again who one is, before acts that could shut others out."""
    actions.prove_again(actions.Proof(**body), origin_of_request())


def _forget_step(response: Response) -> Response:
    return forget_cookie(response, STEP_COOKIE)
