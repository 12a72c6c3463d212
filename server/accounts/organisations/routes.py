"""Routes of the organisations."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts.may import may
from server.accounts.organisations import actions, queries
from server.accounts.organisations.models import Organisation
from server.accounts.organisations.schemas import (
    NewOrganisationSchema,
    OrganisationPage,
    OrganisationQuery,
    OrganisationSchema,
)
from server.db.paging import Page

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations", description="Offices, banks, branches")


@blueprint.get("")
@may("organisations.read")
@blueprint.arguments(OrganisationQuery, location="query")
@blueprint.response(200, OrganisationPage)
def list_organisations(query: dict[str, Any]) -> Page[Organisation]:
    """List the organisations in scope."""
    return queries.organisations(**query)


@blueprint.post("")
@may("organisations.write")
@blueprint.arguments(NewOrganisationSchema)
@blueprint.response(201, OrganisationSchema)
def set_up_organisation(body: dict[str, Any]) -> Organisation:
    """Set up an organisation under another."""
    parent_id = body.pop("parent_id")
    new = actions.NewOrganisation(**{**body, "area_codes": tuple(body["area_codes"])})
    return actions.set_up_organisation(new, parent_id)
