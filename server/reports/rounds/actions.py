"""Print the report of a round."""

from server import audit
from server.db import transaction
from server.forms.models import PrintedForm
from server.forms.round_report.actions import print_round_report
from server.reports.rounds.queries import report_of
from server.rounds.models import Round


def print_report(found: Round) -> PrintedForm:
    """Return the report of a round as it stands now, as PDF; before the close it says what is still open (4.1.1.b)."""
    round_id, report = found.id, report_of(found)
    with transaction():
        audit.record("print_round_report", "round", round_id, "4.1.1.b")
    return print_round_report(report)
