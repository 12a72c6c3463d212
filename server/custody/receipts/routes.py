"""Routes of the receipt of a batch."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.custody.receipts.actions import Count, receive_batch
from server.custody.receipts.queries import shown_receipt
from server.custody.receipts.rules import Difference
from server.custody.receipts.schemas import NewReceiptSchema, ReceiptSchema

blueprint = Blueprint("receipts", __name__, url_prefix="/batches", description="Batches counted into a vault")


@blueprint.post("/<string:batch_id>/receipt")
@may("batches.receive")
@blueprint.arguments(NewReceiptSchema)
@blueprint.response(201, ReceiptSchema)
def receive(body: dict[str, Any], batch_id: str) -> dict[str, Any]:
    """Count a batch into a vault, each difference explained on its own line."""
    differences = tuple(Difference(**line) for line in body.pop("differences"))
    receive_batch(batch_id, Count(**body, differences=differences))
    return shown_receipt(batch_id)


@blueprint.get("/<string:batch_id>/receipt")
@may("batches.read")
@blueprint.response(200, ReceiptSchema)
def show_receipt(batch_id: str) -> dict[str, Any]:
    """Show how a batch was received."""
    return shown_receipt(batch_id)
