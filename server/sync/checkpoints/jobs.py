"""What is signed once a day."""

from server.evidence.keys.actions import back_up_keystore
from server.sync.checkpoints.actions import make_daily_checkpoint


def checkpoint() -> int:
    """Make today's checkpoint and copy the key store, each once a day; return how many checkpoints were made."""
    back_up_keystore()
    return make_daily_checkpoint()
