"""Routes of the file gateway."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.uploads import needed_file, upload_doc
from server.core.clock import from_wire
from server.core.errors import Refusal
from server.db.paging import Page
from server.forms.models import FormWorkbook
from server.forms.routes import XLSX, give
from server.issuance.back_entry import actions
from server.issuance.back_entry.queries import describe_files, list_files
from server.issuance.back_entry.schemas import (
    BackEntryFileSchema,
    BackEntryFilesSchema,
    BackEntryQuery,
    BackEntryReadSchema,
    BackEntryRequest,
    TemporaryCardListSchema,
)
from server.rules import policy

blueprint = Blueprint("back_entry", __name__, description="Sheets for the card-management system (1.2.2.d, 2.1, 2.2)")


@blueprint.get("/back-entry-files")
@may("back_entry.read")
@blueprint.arguments(BackEntryQuery, location="query")
@blueprint.response(200, BackEntryFilesSchema)
def list_(query: dict[str, Any]) -> Page[dict[str, Any]]:
    """List the sheets that went out, the newest first."""
    found = list_files(query["kind"], query["page"], query["per_page"])
    return Page(describe_files(found.items), found.total, found.page, found.per_page)


@blueprint.post("/back-entry-files")
@may("back_entry.write")
@blueprint.arguments(BackEntryRequest)
@blueprint.response(201, BackEntryFileSchema)
def export(body: dict[str, Any]) -> dict[str, Any]:
    """Let everything that waits leave with one sheet."""
    return describe_files([actions.export(body["kind"])])[0]


@blueprint.get("/back-entry-files/<string:file_id>.xlsx")
@may("back_entry.write")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
def take(file_id: str) -> Response:
    """Take a sheet away."""
    return give(FormWorkbook(f"back-entry-{file_id[-8:]}.xlsx", actions.take(file_id)))


@blueprint.post("/back-entry-files/<string:file_id>/results")
@may("back_entry.write")
@blueprint.doc(requestBody=upload_doc())
@blueprint.response(200, BackEntryReadSchema)
def read_back(file_id: str) -> actions.Read:
    """Take the results of a sheet in, line by line, once its totals agree."""
    return actions.read_back(file_id, needed_file(policy("import.max_bytes")).read())


@blueprint.post("/temporary-card-lists")
@may("back_entry.write")
@blueprint.doc(
    requestBody=upload_doc(
        area_code={"type": "string", "pattern": "^[0-9]{6}$", "description": "The county"},
        as_of={"type": "string", "format": "date-time", "description": "The moment as of which it is complete"},
    )
)
@blueprint.response(201, TemporaryCardListSchema)
def take_in_temporary_cards() -> Any:
    """Take a county's list of temporary cards in."""
    content = needed_file(policy("import.max_bytes")).read()
    try:
        as_of = from_wire(request.form.get("as_of", ""))
    except ValueError:
        raise Refusal("invalid_request", fields="as_of") from None
    return actions.take_in_temporary_cards(content, request.form.get("area_code", ""), as_of)
