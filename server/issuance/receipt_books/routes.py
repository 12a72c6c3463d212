"""The receipt books."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.accounts.sessions.queries import current_officer
from server.issuance.receipt_books import actions, queries
from server.issuance.receipt_books.rules import Numbers
from server.issuance.receipt_books.schemas import NewReceiptBookSchema, ReceiptBookSchema, ReceiptBooksSchema

blueprint = Blueprint("receipt-books", __name__, description="Books of numbered receipts (2.4)")


@blueprint.get("/receipt-books")
@may("temporary_cards.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ReceiptBooksSchema)
def list_books(wanted: dict[str, Any]) -> dict[str, Any]:
    """List receipt books with what is used, void, set aside and free (2.4)."""
    page = queries.receipt_books(**wanted)
    return {**vars(page), "items": queries.describe_books(page.items)}


@blueprint.post("/receipt-books")
@may("receipt_books.write")
@blueprint.arguments(NewReceiptBookSchema)
@blueprint.response(201, ReceiptBookSchema)
def add_book(body: dict[str, Any]) -> dict[str, Any]:
    """Put a book of numbered receipts into an officer's hands (2.4)."""
    numbers = Numbers(body["first"], body["last"])
    book = actions.add_receipt_book(
        body["officer_id"], body["prefix"], numbers, body["digits"], added_by=current_officer().id
    )
    return queries.describe_books([book])[0]
