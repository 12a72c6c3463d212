"""Routes of one's own second factors."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts.factors import actions, queries
from server.accounts.factors.schemas import (
    FactorsSchema,
    FirstCodeSchema,
    NewAppSchema,
    NewFactorSchema,
    NewKeySchema,
    RecoveryCodesSchema,
)
from server.accounts.factors.security_keys import actions as keys
from server.accounts.may import may
from server.accounts.sessions.actions import lift_limit
from server.accounts.sessions.queries import current_officer
from server.accounts.sessions.schemas import KeyRequestSchema

blueprint = Blueprint("factors", __name__, url_prefix="/session/factors", description="One's own second factors")


@blueprint.get("")
@may("session.own")
@blueprint.response(200, FactorsSchema)
def list_factors() -> dict[str, Any]:
    """List one's own second factors."""
    officer = current_officer()
    return {
        "items": queries.factors_of(officer.id),
        "standing": queries.standing_of(officer),
        "recovery_codes_left": queries.recovery_codes_left(officer.id),
        "keys_work_here": queries.keys_work_here(),
    }


@blueprint.post("/app")
@may("session.factors")
@blueprint.response(201, NewAppSchema)
def begin_app() -> actions.NewApp:
    """Begin to set an authenticator app up; it counts once it has shown a right code."""
    return actions.begin_app(current_officer())


@blueprint.post("/app/<string:factor_id>")
@may("session.factors")
@blueprint.arguments(FirstCodeSchema)
@blueprint.response(201, NewFactorSchema)
def confirm_app(body: dict[str, str], factor_id: str) -> actions.NewFactor:
    """Let an authenticator app count by its first code."""
    added = actions.confirm_app(current_officer(), factor_id, **body)
    lift_limit()
    return added


@blueprint.post("/key-request")
@may("session.factors")
@blueprint.response(200, KeyRequestSchema)
def ask_for_new_key() -> dict[str, Any]:
    """Ask for what a new security key must answer."""
    return {"options": keys.ask_to_register(current_officer())}


@blueprint.post("/key")
@may("session.factors")
@blueprint.arguments(NewKeySchema)
@blueprint.response(201, NewFactorSchema)
def add_key(body: dict[str, Any]) -> actions.NewFactor:
    """Let a security key count."""
    added = keys.add_key(current_officer(), **body)
    lift_limit()
    return added


@blueprint.post("/recovery-codes")
@may("session.factors")
@blueprint.response(201, RecoveryCodesSchema)
def draw_recovery_codes() -> dict[str, list[str]]:
    """Draw new recovery codes; the earlier ones end."""
    return {"recovery_codes": actions.draw_recovery_codes(current_officer())}


@blueprint.delete("/<string:factor_id>")
@may("session.factors")
@blueprint.response(204)
def remove_factor(factor_id: str) -> None:
    """Take a second factor of one's own away."""
    actions.remove_factor(current_officer(), factor_id)
