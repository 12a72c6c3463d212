"""Routes of the receipt of a batch."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.actions import origin_of_request, prove_second_person
from server.cards.batches.queries import batch_in_scope
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
    batch_in_scope(batch_id)
    differences = tuple(Difference(**line) for line in body.pop("differences"))
    account = body.pop("second_officer")
    second_id = prove_second_person(**account, origin=origin_of_request()).id if account else None
    receive_batch(batch_id, Count(**body, differences=differences, second_officer_id=second_id))
    return shown_receipt(batch_id)


@blueprint.get("/<string:batch_id>/receipt")
@may("batches.read")
@blueprint.response(200, ReceiptSchema)
def show_receipt(batch_id: str) -> dict[str, Any]:
    """Show how a batch was received."""
    return shown_receipt(batch_id)
