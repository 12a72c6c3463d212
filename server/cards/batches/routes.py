"""Routes of the batches."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.cards.batches.queries import batch_with_counts, batches
from server.cards.batches.schemas import BatchDetailSchema, BatchPage
from server.db.paging import Page

blueprint = Blueprint("batches", __name__, url_prefix="/batches", description="Batches of finished cards")


@blueprint.get("")
@may("batches.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, BatchPage)
def list_batches(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List the batches in scope, the newest first."""
    return batches(**query)


@blueprint.get("/<string:batch_id>")
@may("batches.read")
@blueprint.response(200, BatchDetailSchema)
def show_batch(batch_id: str) -> dict[str, Any]:
    """Show a batch: where its cards are, by bank and by village."""
    return batch_with_counts(batch_id)
