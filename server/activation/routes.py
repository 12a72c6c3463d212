"""The desk's view of activations."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.activation import actions
from server.activation.models import Activation
from server.activation.queries import activation_in_scope, attempts_of, count_by_state, list_activations
from server.activation.schemas import (
    ActivationDetailSchema,
    ActivationPageSchema,
    ActivationQuerySchema,
    ActivationSchema,
    SummarySchema,
)
from server.cards.models import Card, Cardholder
from server.db import db
from server.jobs import wake

blueprint = Blueprint("activations", __name__, description="Social and financial activation (1.2.2.d)")


@blueprint.get("/activations")
@may("activations.read")
@blueprint.arguments(ActivationQuerySchema, location="query")
@blueprint.response(200, ActivationPageSchema)
def list_(query: dict[str, Any]) -> dict[str, Any]:
    """List activations, newest first."""
    rows, total = list_activations(query["kind"], query["state"], query["page"], query["per_page"])
    return {**query, "items": [_shown(*row) for row in rows], "total": total}


@blueprint.get("/activations/summary")
@may("activations.read")
@blueprint.response(200, SummarySchema)
def summary() -> dict[str, Any]:
    """Count activations by kind and state."""
    return {"items": [{"kind": kind, "state": state, "count": count} for kind, state, count in count_by_state()]}


@blueprint.get("/activations/<string:activation_id>")
@may("activations.read")
@blueprint.response(200, ActivationDetailSchema)
def show(activation_id: str) -> dict[str, Any]:
    """Show one activation with every call made for it."""
    shown = _with_card(activation_in_scope(activation_id))
    return {**shown, "calls": attempts_of(activation_id)}


@blueprint.post("/activations/<string:activation_id>/retry")
@may("activations.retry")
@blueprint.response(200, ActivationSchema)
def retry(activation_id: str) -> dict[str, Any]:
    """Send a refused or given-up request again."""
    activation = actions.retry(activation_id)
    wake("relay")
    return _with_card(activation)


def _with_card(activation: Activation) -> dict[str, Any]:
    card = db.session.get_one(Card, activation.card_id)
    return _shown(activation, card, db.session.get_one(Cardholder, card.cardholder_id))


def _shown(activation: Activation, card: Card, cardholder: Cardholder) -> dict[str, Any]:
    columns = {column.key: getattr(activation, column.key) for column in Activation.__table__.columns}
    return {**columns, "number": card.number, "name": cardholder.name}
