"""Receipts for people and for the books."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.forms.routes import file_doc, show
from server.issuance.receipts.actions import print_receipt
from server.issuance.receipts.queries import describe_receipts
from server.issuance.receipts.schemas import FeeReceiptsSchema, PaperQuery
from server.rounds.queries import round_in_scope

blueprint = Blueprint("fee_receipts", __name__, description="Receipts for temporary cards (2.3, 2.4)")


@blueprint.get("/rounds/<string:round_id>/receipts")
@may("receipts.print")
@blueprint.response(200, FeeReceiptsSchema)
def list_receipts(round_id: str) -> dict[str, Any]:
    """List the receipts of a round and what they come to (2.3)."""
    return describe_receipts(round_in_scope(round_id).id)


@blueprint.get("/receipts/<string:settlement_id>.pdf")
@blueprint.doc(**file_doc("The receipt of one fee as PDF"))
@may("receipts.print")
@blueprint.arguments(PaperQuery, location="query")
def receipt(wanted: dict[str, Any], settlement_id: str) -> Response:
    """Print the receipt of one fee; the print is in the audit log (2.3, 2.4)."""
    return show(print_receipt(settlement_id, wanted["paper"]))
