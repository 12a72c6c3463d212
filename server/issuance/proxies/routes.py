"""The block list, and what supervisors allowed beside the rule."""

import re
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.accounts.sessions.queries import current_officer
from server.accounts.uploads import upload_doc, uploaded_file
from server.cards.sheets.actions import read_sheet_apart
from server.core.errors import Refusal
from server.forms.routes import XLSX, give
from server.issuance.proxies import actions, queries
from server.issuance.proxies.rules import Blocked, read_block_list
from server.issuance.proxies.schemas import (
    BlockCountSchema,
    BlockedProxiesSchema,
    BlockedProxySchema,
    ExceptionsQuery,
    NewBlockedProxySchema,
    ProxyExceptionsSchema,
    WhichExceptions,
)
from server.rules import policy

blueprint = Blueprint("proxies", __name__, description="Who may not collect for others, and exceptions (1.1.3)")

_UPLOAD = upload_doc(area_code={"type": "string", "pattern": "^[0-9]{12}$"})


@blueprint.get("/blocked-proxies")
@may("blocked_proxies.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, BlockedProxiesSchema)
def list_blocked(wanted: dict[str, Any]) -> dict[str, Any]:
    """List who may not collect for others, the newest first."""
    page = queries.blocked_proxies(**wanted)
    return {**vars(page), "items": queries.describe_blocked(page.items)}


@blueprint.post("/blocked-proxies")
@may("blocked_proxies.write")
@blueprint.arguments(NewBlockedProxySchema)
@blueprint.response(201, BlockedProxySchema)
def block(body: dict[str, Any]) -> dict[str, Any]:
    """Put somebody on the block list (1.1.3.b)."""
    area_code = body.pop("area_code")
    entry = actions.block_proxy(area_code, Blocked(**body), current_officer().id)
    return queries.describe_blocked([entry])[0]


@blueprint.post("/blocked-proxies/import")
@may("blocked_proxies.write")
@blueprint.doc(requestBody=_UPLOAD)
@blueprint.response(201, BlockCountSchema)
def block_from_file() -> actions.BlockCount:
    """Put a sheet of people on the block list; the same sheet twice changes nothing (1.1.3.b)."""
    file, area_code = uploaded_file(policy("import.max_bytes")), request.form.get("area_code", "")
    if file is None or not re.fullmatch(r"[0-9]{12}", area_code):
        raise Refusal("invalid_request", fields="file, area_code")
    rows = read_block_list(read_sheet_apart(file.read()).rows)
    return actions.block_proxies(area_code, rows, current_officer().id)


@blueprint.delete("/blocked-proxies/<string:blocked_id>")
@may("blocked_proxies.write")
@blueprint.response(204)
def unblock(blocked_id: str) -> None:
    """Take somebody off the block list; the entry stays in the books."""
    actions.unblock_proxy(blocked_id, current_officer().id)


@blueprint.get("/proxy-exceptions")
@may("proxy_exceptions.read")
@blueprint.arguments(ExceptionsQuery, location="query")
@blueprint.response(200, ProxyExceptionsSchema)
def list_exceptions(wanted: dict[str, Any]) -> Any:
    """List what supervisors allowed beside the rule, the newest first (reading 8)."""
    page, per_page = wanted.pop("page"), wanted.pop("per_page")
    return queries.proxy_exceptions(queries.exception_days(**wanted), page, per_page)


@blueprint.get("/proxy-exceptions.xlsx")
@may("proxy_exceptions.read")
@blueprint.arguments(WhichExceptions, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
def export_exceptions(wanted: dict[str, Any]) -> Response:
    """Take the exceptions away as a workbook, every cell text; who took it is in the audit log (1.1.3.b)."""
    return give(actions.export_exceptions(queries.exception_days(**wanted)))
