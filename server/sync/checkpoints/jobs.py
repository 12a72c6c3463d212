"""What is signed once a day."""

from server.sync.checkpoints.actions import make_daily_checkpoint


def checkpoint() -> int:
    """Make today's checkpoint; return how many were made."""
    return make_daily_checkpoint()
