"""What a round needs on paper before it leaves."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.forms.routes import file_doc, show
from server.rounds.paper.actions import print_invitations, print_roster
from server.rounds.paper.queries import describe_rows
from server.rounds.paper.schemas import HoursQuery, PaperRowsSchema
from server.rounds.queries import round_in_scope

blueprint = Blueprint("round_papers", __name__, description="A round's papers: notification list, paper roster")


@blueprint.get("/rounds/<string:round_id>/notification-list.pdf")
@blueprint.doc(**file_doc("Whom the village committee is to tell, as PDF"))
@may("rounds.notify")
@blueprint.arguments(HoursQuery, location="query")
def notification_list(hours: dict[str, str | None], round_id: str) -> Response:
    """Print the notification list: names masked, no numbers, what to bring (1.2.2.a)."""
    return show(print_invitations(round_in_scope(round_id), **hours))


@blueprint.get("/rounds/<string:round_id>/paper-roster.pdf")
@blueprint.doc(**file_doc("The roster that stands in for a dead tablet, as PDF"))
@may("rounds.print_roster")
def paper_roster(round_id: str) -> Response:
    """Print the roster, a row a person in box order, each with a code (1.2.2.c); the print is in the audit log."""
    return show(print_roster(round_in_scope(round_id)))


@blueprint.get("/rounds/<string:round_id>/paper-rows")
@may("paper_records.write")
@blueprint.response(200, PaperRowsSchema)
def list_rows(round_id: str) -> dict[str, Any]:
    """List the rows of the roster with their codes, so that a scanned one is found (1.2.2.c)."""
    return describe_rows(round_in_scope(round_id))
