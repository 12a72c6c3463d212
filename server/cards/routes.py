"""Routes of banks and cards; all blueprints of the feature."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.cards.addresses.routes import blueprint as addresses
from server.cards.batches.routes import blueprint as batches
from server.cards.imports.routes import blueprint as imports
from server.cards.portraits.routes import blueprint as portraits
from server.cards.queries import CardSearch, banks, search_cards
from server.cards.schemas import BanksSchema, CardPage, CardSearchSchema
from server.db.paging import Page

blueprint = Blueprint("cards", __name__, description="Banks and cards")

BLUEPRINTS = (blueprint, imports, batches, portraits, addresses)


@blueprint.get("/banks")
@may("banks.read")
@blueprint.response(200, BanksSchema)
def list_banks() -> dict[str, Any]:
    """List the partner banks."""
    found = banks()
    return {"items": found, "total": len(found)}


@blueprint.post("/cards/search")
@may("cards.read")
@blueprint.arguments(CardSearchSchema)
@blueprint.response(200, CardPage)
def search(body: dict[str, Any]) -> Page[dict[str, Any]]:
    """Find cards in scope by number, last four, pinyin initials, name or box position."""
    return search_cards(CardSearch(**body))
