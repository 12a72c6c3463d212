"""Frozen cards at the desk; two people release one by a counter-settlement."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.issuance.freezes import queries
from server.issuance.freezes.schemas import FrozenCardsSchema

blueprint = Blueprint("freezes", __name__, description="Cards of people noted as deceased (3.1.a)")


@blueprint.get("/frozen-cards")
@may("frozen_cards.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, FrozenCardsSchema)
def list_frozen(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the frozen cards with the records that froze them."""
    page = queries.frozen_cards(**wanted)
    return {**vars(page), "items": queries.describe_frozen(page.items)}
