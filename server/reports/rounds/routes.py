"""The report of a round."""

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.forms.routes import file_doc, show
from server.reports.rounds.actions import print_report
from server.rounds.queries import round_in_scope

blueprint = Blueprint("round_report", __name__, description="What a round came to")


@blueprint.get("/rounds/<string:round_id>/report.pdf")
@blueprint.doc(**file_doc("The round's equation, cash, people, times and exceptions, as PDF"))
@may("rounds.print")
def round_report(round_id: str) -> Response:
    """Print the report of a round; it names officers and counts, nobody's number (4.1.1.b)."""
    return show(print_report(round_in_scope(round_id)))
