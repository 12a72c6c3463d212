"""Contact data for the province."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.schemas import PageQuery
from server.forms.routes import XLSX, give
from server.issuance.contacts import actions
from server.issuance.contacts.queries import contact_corrections, contact_lists, describe_contacts, describe_lists
from server.issuance.contacts.schemas import (
    ContactCorrectionsSchema,
    ContactListSchema,
    ContactListsSchema,
    ContactsQuery,
)

blueprint = Blueprint("contacts", __name__, description="Phones and addresses set right at hand-overs (1.1.2.b)")


@blueprint.get("/contact-corrections")
@may("contact_corrections.read")
@blueprint.arguments(ContactsQuery, location="query")
@blueprint.response(200, ContactCorrectionsSchema)
def list_corrections(wanted: dict[str, Any]) -> dict[str, Any]:
    """List phones and addresses that people set right, the oldest first (1.1.2.b)."""
    page = contact_corrections(**wanted)
    return {**vars(page), "items": describe_contacts(page.items)}


@blueprint.get("/contact-lists")
@may("contact_corrections.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ContactListsSchema)
def list_lists(wanted: dict[str, Any]) -> dict[str, Any]:
    """List what was passed on to the province, the newest first."""
    page = contact_lists(**wanted)
    return {**vars(page), "items": describe_lists(page.items)}


@blueprint.post("/contact-lists")
@may("contact_corrections.pass_on")
@blueprint.response(201, ContactListSchema)
def pass_on() -> dict[str, Any]:
    """Pass everything that waits on to the province, with one list (1.1.2.b)."""
    return describe_lists([actions.pass_on()])[0]


@blueprint.get("/contact-lists/<string:list_id>.xlsx")
@may("contact_corrections.pass_on")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
def take_list(list_id: str) -> Response:
    """Take a list away as a workbook, every cell text; who took it is in the audit log (1.1.2.b)."""
    return give(actions.take_list(list_id))
