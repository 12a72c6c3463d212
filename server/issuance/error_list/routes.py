"""附件4 of a round."""

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.forms.routes import file_doc, show
from server.issuance.error_list.actions import print_wrong_cards
from server.rounds.queries import round_in_scope

blueprint = Blueprint("error_list", __name__, description="附件4 of a round")


@blueprint.get("/rounds/<string:round_id>/error-list.pdf")
@blueprint.doc(**file_doc("附件4, the cards of the round whose face is wrong, as PDF"))
@may("rounds.print")
def error_list(round_id: str) -> Response:
    """Print the list of wrong cards; the print is in the audit log (1.1.1.h)."""
    return show(print_wrong_cards(round_in_scope(round_id)))
