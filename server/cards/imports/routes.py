"""Routes of the import."""

import re
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.uploads import upload_doc, uploaded_file
from server.cards.imports import actions
from server.cards.imports.queries import import_in_scope, problem_rows, shown_import
from server.cards.imports.schemas import ImportRowPage, ImportRowsQuery, ImportSchema, UploadedImportSchema
from server.core.errors import Refusal
from server.db.paging import Page
from server.forms.models import FormWorkbook
from server.forms.routes import XLSX, give
from server.rules import policy

blueprint = Blueprint("imports", __name__, url_prefix="/imports", description="Sheets of finished cards")

_UPLOAD = upload_doc(area_code={"type": "string", "pattern": "^[0-9]{6}$", "description": "The county"})


@blueprint.post("")
@may("imports.write")
@blueprint.doc(requestBody=_UPLOAD)
@blueprint.response(201, UploadedImportSchema)
@blueprint.alt_response(200, schema=UploadedImportSchema, description="The same file was here before")
def preview_file() -> tuple[dict[str, Any], int]:
    """Look at a sheet (.xlsx, .xls, .csv); nothing is imported yet."""
    file = uploaded_file(policy("import.max_bytes"))
    area_code = request.form.get("area_code", "")
    if file is None or not re.fullmatch(r"[0-9]{6}", area_code):
        raise Refusal("invalid_request", fields="file, area_code")
    preview = actions.preview_file(file.read(), file.filename or "", area_code)
    return {**shown_import(preview.batch_import), "is_new": preview.is_new}, 201 if preview.is_new else 200


@blueprint.get("/<string:import_id>")
@may("imports.write")
@blueprint.response(200, ImportSchema)
def show_import(import_id: str) -> dict[str, Any]:
    """Show a preview, or what became of it."""
    return shown_import(import_in_scope(import_id))


@blueprint.post("/<string:import_id>/rows")
@may("imports.write")
@blueprint.arguments(ImportRowsQuery)
@blueprint.response(200, ImportRowPage)
def list_rows(query: dict[str, Any], import_id: str) -> Page[dict[str, Any]]:
    """List the rows with problems, those that stop first."""
    found = import_in_scope(import_id)
    return problem_rows(found, query["problem"], query["page"], query["per_page"])


@blueprint.get("/<string:import_id>/problems.xlsx")
@may("imports.write")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
def download_problems(import_id: str) -> Response:
    """Take the rows with problems away, to be corrected and imported again."""
    return give(FormWorkbook(f"difference-list-{import_id[:8]}.xlsx", actions.export_problems(import_id)))


@blueprint.post("/<string:import_id>/confirmation")
@may("imports.write")
@blueprint.response(200, ImportSchema)
def confirm_import(import_id: str) -> dict[str, Any]:
    """Import what can be; the rest stays as the difference list. Twice changes nothing."""
    return shown_import(actions.confirm_import(import_id))


@blueprint.delete("/<string:import_id>")
@may("imports.write")
@blueprint.response(200, ImportSchema)
def discard_import(import_id: str) -> dict[str, Any]:
    """Discard a preview and its rows."""
    return shown_import(actions.discard_import(import_id))
