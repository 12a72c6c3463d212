"""Print 附件4 of a round."""

from server import audit
from server.db import transaction
from server.forms.error_list.actions import print_error_list
from server.forms.models import PrintedForm
from server.issuance.error_list.queries import error_list_of
from server.rounds.models import Round


def print_wrong_cards(leaving: Round) -> PrintedForm:
    """Return the list of wrong cards of a round as PDF and note that full numbers went on paper (1.1.1.h, 4.2)."""
    round_id, listed = leaving.id, error_list_of(leaving)
    with transaction():
        audit.record("print_error_list", "round", round_id, "1.1.1.h", lines=len(listed.lines))
    return print_error_list(listed)
