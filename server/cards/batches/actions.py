"""Move a batch through its states."""

from server.cards.models import Batch
from server.db import transaction
from server.rules import next_state


def mark_received(batch: Batch) -> None:
    """Note that a batch was counted into a vault; part of that action (1.0.b).

    Raises:
        Refusal: illegal_transition.
    """
    with transaction():
        batch.state = next_state("batch", batch.state, "receive")
