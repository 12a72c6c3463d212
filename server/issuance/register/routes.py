"""What a round leaves on paper: 附件5 as PDF and workbook."""

from flask import Response
from flask_smorest import Blueprint

from server.accounts import may
from server.forms.routes import XLSX, file_doc, give, show
from server.issuance.register.actions import print_register, write_register
from server.rounds.queries import round_in_scope

blueprint = Blueprint("collection_register", __name__, description="附件5 of a round")


@blueprint.get("/rounds/<string:round_id>/collection-register.pdf")
@blueprint.doc(**file_doc("附件5 of the round as PDF"))
@may("rounds.print")
def collection_register(round_id: str) -> Response:
    """Print the register of a round; the print is in the audit log (4.2)."""
    return show(print_register(round_in_scope(round_id)))


@blueprint.get("/rounds/<string:round_id>/collection-register.xlsx")
@blueprint.doc(**file_doc("附件5 of the round as a workbook", XLSX))
@may("rounds.print")
def collection_workbook(round_id: str) -> Response:
    """Write the register of a round as a workbook, every cell text; who took it is in the audit log (4.2)."""
    return give(write_register(round_in_scope(round_id)))
