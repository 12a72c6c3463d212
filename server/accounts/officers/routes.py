"""Routes of the officers."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts.may import may
from server.accounts.officers import actions, queries
from server.accounts.officers.models import Officer
from server.accounts.officers.schemas import (
    NewOfficerSchema,
    OfficerChangeSchema,
    OfficerPage,
    OfficerQuery,
    OfficerSchema,
    OfficerWithPasswordSchema,
    PartnerQuery,
    PartnersSchema,
)
from server.accounts.scope import reach
from server.accounts.sessions.queries import open_sessions_of
from server.accounts.sessions.schemas import OpenSessionsSchema
from server.core.errors import Refusal
from server.db.paging import Page

blueprint = Blueprint("officers", __name__, url_prefix="/officers", description="Accounts and roles")


@blueprint.get("")
@may("officers.read")
@blueprint.arguments(OfficerQuery, location="query")
@blueprint.response(200, OfficerPage)
def list_officers(query: dict[str, Any]) -> Page[Officer]:
    """List the officers in scope."""
    return queries.officers(**query)


@blueprint.post("")
@may("officers.write")
@blueprint.arguments(NewOfficerSchema)
@blueprint.response(201, OfficerWithPasswordSchema)
def appoint_officer(body: dict[str, Any]) -> actions.WithPassword:
    """Make an account; its password is shown this once."""
    new = actions.NewOfficer(body["username"], body["name"], tuple(body["roles"]))
    return actions.appoint_officer(new, body["organisation_id"])


@blueprint.patch("/<string:officer_id>")
@may("officers.write")
@blueprint.arguments(OfficerChangeSchema)
@blueprint.response(200, OfficerSchema)
def change_officer(body: dict[str, Any], officer_id: str) -> Officer:
    """Change name, organisation, roles or state of an account."""
    given = tuple(body["roles"]) if "roles" in body else None
    return actions.change_officer(officer_id, actions.OfficerChange(**{**body, "roles": given}))


@blueprint.post("/<string:officer_id>/password")
@may("officers.reset_password")
@blueprint.response(200, OfficerWithPasswordSchema)
def reset_password(officer_id: str) -> actions.WithPassword:
    """Draw a new password for somebody; it is shown this once and their sessions end."""
    return actions.reset_password(officer_id)


@blueprint.delete("/<string:officer_id>/second-factors")
@may("officers.reset_factors")
@blueprint.response(200, OfficerSchema)
def reset_second_factors(officer_id: str) -> Officer:
    """Take away the second factors of somebody who lost them; their sessions end and they are told."""
    return actions.reset_second_factors(officer_id)


@blueprint.get("/<string:officer_id>/sessions")
@may("officers.sessions")
@blueprint.response(200, OpenSessionsSchema)
def list_sessions(officer_id: str) -> dict[str, Any]:
    """List where an officer is logged in."""
    found = open_sessions_of(actions.officer_in_hand(officer_id).id)
    return {"items": found, "total": len(found)}


@blueprint.delete("/<string:officer_id>/sessions")
@may("officers.sessions")
@blueprint.response(204)
def end_all_sessions(officer_id: str) -> None:
    """End all log-ins of an officer."""
    actions.end_all_sessions(officer_id)


@blueprint.delete("/<string:officer_id>/sessions/<string:session_id>")
@may("officers.sessions")
@blueprint.response(204)
def end_one_session(officer_id: str, session_id: str) -> None:
    """End one log-in of an officer."""
    actions.end_one_session(officer_id, session_id)


@blueprint.get("/serving")
@may("officers.find_partners")
@blueprint.arguments(PartnerQuery, location="query")
@blueprint.response(200, PartnersSchema)
def list_partners(query: dict[str, Any]) -> dict[str, Any]:
    """List who can go to a village in one's areas, of either organisation (1.2.2.b)."""
    if not reach().covers_area(query["area_code"]):
        raise Refusal("not_found")
    found = queries.officers_serving(**query)
    return {"items": found, "total": len(found)}
