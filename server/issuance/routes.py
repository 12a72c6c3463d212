"""Hand-overs and outcomes for the desk."""

from typing import Any

from flask import Flask
from flask_smorest import Blueprint

from server.accounts import may
from server.issuance.cosigns.queries import describe_finance_alone
from server.issuance.outcomes.queries import HandOverSearch, hand_over_detail, outcomes_of, search_hand_overs
from server.issuance.outcomes.schemas import (
    HandOverDetailSchema,
    HandOverSearchSchema,
    HandOversSchema,
    OutcomesSchema,
)
from server.issuance.provisions.actions import provide
from server.rounds.bundle import PROVISIONS
from server.rounds.close.queries import ROUND_FINANCE
from server.rounds.queries import round_in_scope

blueprint = Blueprint("issuance", __name__, description="Hand-overs and what proves them")


def prepare(app: Flask) -> None:
    """Tell the rounds below what else a tablet takes along, and what the bank reported of cards nobody handed over."""
    app.extensions[PROVISIONS] = provide
    app.extensions[ROUND_FINANCE] = describe_finance_alone


@blueprint.post("/hand-overs/search")
@may("hand_overs.read")
@blueprint.arguments(HandOverSearchSchema)
@blueprint.response(200, HandOversSchema)
def search(wanted: dict[str, Any]) -> Any:
    """Find hand-overs, the newest first."""
    return search_hand_overs(HandOverSearch(**wanted))


@blueprint.get("/hand-overs/<string:event_id>")
@may("hand_overs.read")
@blueprint.response(200, HandOverDetailSchema)
def show(event_id: str) -> dict[str, Any]:
    """Show one hand-over with its evidence, its readings and its activations."""
    return hand_over_detail(event_id)


@blueprint.get("/rounds/<string:round_id>/outcomes")
@may("hand_overs.read")
@blueprint.response(200, OutcomesSchema)
def outcomes(round_id: str) -> dict[str, Any]:
    """Show what happened to every card of a round."""
    return outcomes_of(round_in_scope(round_id))
