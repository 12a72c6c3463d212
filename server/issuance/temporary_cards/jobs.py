"""What has to be looked for when lists of temporary cards come in after the hand-overs."""

from server.issuance.temporary_cards.actions import open_late_tasks


def late_temporary_cards() -> int:
    """Open the tasks that the newest lists ask for; return how many."""
    return open_late_tasks()
