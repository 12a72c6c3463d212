"""How an answer of the far side moves an activation, and how long to wait before the next try. Pure."""

import hashlib
from typing import Literal

Kind = Literal["social", "finance", "recovery"]
Verb = Literal["confirm", "refuse", "lose", "postpone"]


def business_key(kind: Kind, area_code: str, card_number: str, event_id: str) -> str:
    """Return the key by which the far side tells a repetition from a new request.

    It is derived, so that a repetition after any crash carries the same key, and it is a
    digest, so that no card number stands in a URL.
    """
    digest = hashlib.sha256(f"{kind}|{area_code}|{card_number}|{event_id}".encode()).hexdigest()
    return f"{kind}-{digest[:40]}"


def wait_seconds(waits: list[int], attempts: int, jitter: float) -> float:
    """Return the seconds to wait after `attempts` tries: the policy's waits, the last repeated.

    Args:
        waits: seconds, growing.
        attempts: how many tries were made, from 1.
        jitter: 0 to 1; up to a third is added, so that many rows do not return together.
    """
    base = waits[min(max(attempts, 1), len(waits)) - 1]
    return base * (1 + jitter / 3)
