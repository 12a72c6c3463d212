"""Contact data that waits for the province."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.issuance.contacts.queries import contact_corrections, describe_contacts
from server.issuance.contacts.schemas import ContactCorrectionsSchema, ContactsQuery

blueprint = Blueprint("contacts", __name__, description="Phones and addresses set right at hand-overs (1.1.2.b)")


@blueprint.get("/contact-corrections")
@may("contact_corrections.read")
@blueprint.arguments(ContactsQuery, location="query")
@blueprint.response(200, ContactCorrectionsSchema)
def list_corrections(wanted: dict[str, Any]) -> dict[str, Any]:
    """List phones and addresses that people set right, the oldest first (1.1.2.b)."""
    page = contact_corrections(**wanted)
    return {**vars(page), "items": describe_contacts(page.items)}
