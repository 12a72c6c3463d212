"""Closing a round, at the desk."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.accounts.sessions.queries import current_officer
from server.rounds.actions import Signature
from server.rounds.close.actions import BroughtBack, check_in_round, close_round, declare_lost
from server.rounds.close.queries import describe_close
from server.rounds.close.schemas import ClosingSchema, NewCheckInSchema, NewLossSchema, RoundCloseSchema
from server.rounds.queries import round_in_scope

blueprint = Blueprint("close", __name__, url_prefix="/rounds", description="Counting back and closing a round")


@blueprint.get("/<string:round_id>/close")
@may("rounds.read")
@blueprint.response(200, RoundCloseSchema)
def show_close(round_id: str) -> dict[str, Any]:
    """Show the equation of the round and of each tablet, what is missing or contradictory, what blocks (4.1.1.b)."""
    return describe_close(round_in_scope(round_id))


@blueprint.post("/<string:round_id>/check-in")
@may("rounds.check_in")
@blueprint.arguments(NewCheckInSchema)
@blueprint.response(201, RoundCloseSchema)
def check_in(body: dict[str, Any], round_id: str) -> dict[str, Any]:
    """Count the rest back: the custodian is logged in, the specialist proves their account here (4.1.1.b)."""
    custodian_id = current_officer().id
    back_home = round_in_scope(round_id)
    specialist = prove_second_person(**body["specialist"], origin=origin_of_request())
    signatures = Signature(body["custodian_signature"]), Signature(body["specialist_signature"])
    back = BroughtBack(body["counted_card_ids"], body["missing_card_ids"])
    check_in_round(back_home.id, custodian_id, specialist.id, back, signatures)
    return describe_close(round_in_scope(round_id))


@blueprint.post("/<string:round_id>/leases/<string:lease_id>/lost")
@may("rounds.declare_lost")
@blueprint.arguments(NewLossSchema)
@blueprint.response(200, RoundCloseSchema)
def lose_tablet(body: dict[str, Any], round_id: str, lease_id: str) -> dict[str, Any]:
    """Declare that a tablet is broken or gone, so that the round can be closed without its count (4.1.5)."""
    declare_lost(round_id, lease_id, body["reason"], body["note"])
    return describe_close(round_in_scope(round_id))


@blueprint.post("/<string:round_id>/close")
@may("rounds.close")
@blueprint.arguments(ClosingSchema, required=False)
@blueprint.response(200, RoundCloseSchema)
def close(body: dict[str, Any], round_id: str) -> dict[str, Any]:
    """Close the round: every tablet counted, everything here, the rest back in the vault (4.1.1.b)."""
    return describe_close(close_round(round_id, body["finance_seen"]))
