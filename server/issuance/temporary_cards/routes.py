"""Temporary cards found too late, and the receipt books."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.accounts.sessions.queries import current_officer
from server.issuance.temporary_cards import actions, queries
from server.issuance.temporary_cards.rules import Numbers
from server.issuance.temporary_cards.schemas import (
    NewReceiptBookSchema,
    NewTaskSettlementSchema,
    ReceiptBookSchema,
    ReceiptBooksSchema,
    TasksQuery,
    TemporaryCardTaskSchema,
    TemporaryCardTasksSchema,
)
from server.jobs import wake

blueprint = Blueprint("temporary-cards", __name__, description="Temporary cards, their fees and receipts (2.1-2.4)")


@blueprint.get("/temporary-card-tasks")
@may("temporary_cards.read")
@blueprint.arguments(TasksQuery, location="query")
@blueprint.response(200, TemporaryCardTasksSchema)
def list_tasks(wanted: dict[str, Any]) -> dict[str, Any]:
    """List temporary cards still to be recovered after the hand-over, the oldest first."""
    page = queries.tasks(**wanted)
    return {**vars(page), "items": queries.describe_tasks(page.items)}


@blueprint.post("/temporary-card-tasks/<string:task_id>/settle")
@may("temporary_cards.settle")
@blueprint.arguments(NewTaskSettlementSchema)
@blueprint.response(200, TemporaryCardTaskSchema)
def settle_task(body: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Note how such a card was recovered; the hand-over stands whatever comes of it (reading 24)."""
    task = actions.settle_task(task_id, current_officer().id, actions.Settling(**body))
    wake("relay")
    return queries.describe_tasks([task])[0]


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
