"""A card with its story; all blueprints of the feature."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.custody.discrepancies.routes import blueprint as discrepancies
from server.custody.incidents.routes import blueprint as incidents
from server.custody.receipts.routes import blueprint as receipts
from server.custody.schemas import CardWithTrailSchema
from server.custody.trails.queries import card_with_trail
from server.custody.vaults.routes import blueprint as vaults

blueprint = Blueprint("trails", __name__, url_prefix="/cards", description="Where a card was")

BLUEPRINTS = (vaults, receipts, discrepancies, incidents, blueprint)


@blueprint.get("/<string:card_id>")
@may("cards.read")
@blueprint.response(200, CardWithTrailSchema)
def show_card(card_id: str) -> dict[str, Any]:
    """Show a card with every movement and every change of its functions."""
    return card_with_trail(card_id)
