"""Print 附件5 of a round."""

from server import audit
from server.db import transaction
from server.forms.collection_register.actions import print_collection_register, write_collection_workbook
from server.forms.collection_register.models import CollectionRegister
from server.forms.models import FormWorkbook, PrintedForm
from server.issuance.register.queries import register_of
from server.rounds.models import Round


def print_register(leaving: Round) -> PrintedForm:
    """Return the register of a round as PDF and note that full numbers went on paper (1.1.2.c, 4.2)."""
    return print_collection_register(_taken(leaving, "print_collection_register"))


def write_register(leaving: Round) -> FormWorkbook:
    """Return the register of a round as a workbook and note who took full numbers along (1.1.2.c, 4.2)."""
    return write_collection_workbook(_taken(leaving, "export_collection_register"))


def _taken(leaving: Round, act: str) -> CollectionRegister:
    round_id, register = leaving.id, register_of(leaving)
    with transaction():
        audit.record(act, "round", round_id, "1.1.2.c", lines=len(register.lines))
    return register
