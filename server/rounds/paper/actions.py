"""Print the list for the village committee and the paper roster."""

from server import audit
from server.db import transaction
from server.forms.models import PrintedForm
from server.forms.notification_list.actions import print_notification_list
from server.forms.paper_roster.actions import print_paper_roster
from server.rounds.models import Round
from server.rounds.paper.queries import notification_list_of, roster_of


def print_invitations(leaving: Round, from_time: str | None = None, to_time: str | None = None) -> PrintedForm:
    """Return the notification list of a round as PDF; times are local, HH:MM, else the policy's (1.2.2.a)."""
    round_id, listed = leaving.id, notification_list_of(leaving, from_time, to_time)
    with transaction():
        audit.record("print_notification_list", "round", round_id, "1.2.2.a", people=len(listed.people))
    return print_notification_list(listed)


def print_roster(leaving: Round) -> PrintedForm:
    """Return the paper roster of a round as PDF and note that full numbers went on paper (1.2.2.c, 4.2)."""
    round_id, roster = leaving.id, roster_of(leaving)
    with transaction():
        audit.record("print_paper_roster", "round", round_id, "1.2.2.c", lines=len(roster.rows))
    return print_paper_roster(roster)
