"""Print 附件5 of a round."""

from server import audit
from server.db import transaction
from server.forms.collection_register.actions import print_collection_register
from server.forms.models import PrintedForm
from server.issuance.register.queries import register_of
from server.rounds.models import Round


def print_register(leaving: Round) -> PrintedForm:
    """Return the register of a round as PDF and note that full numbers went on paper (1.1.2.c, 4.2)."""
    round_id = leaving.id
    register = register_of(leaving)
    with transaction():
        audit.record("print_collection_register", "round", round_id, "1.1.2.c", lines=len(register.lines))
    return print_collection_register(register)
