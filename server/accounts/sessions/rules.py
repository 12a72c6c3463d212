"""How long to wait after failed tries, and how secrets are kept: pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

from server.rules import policy


def token_hash(token: str) -> str:
    """Return what is stored of a random token of 256 bits: one hash is enough for so much randomness."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: str, text: str) -> str:
    """Return what is stored of something guessable (an account, an address, a short code)."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def seconds_to_wait(failures: list[datetime], free_tries: int, now: datetime) -> int:
    """Return how many seconds the next try must wait, 0 when it may come now.

    The first tries are free, then the wait doubles with each failure. `failures` in any order.
    """
    over = len(failures) - free_tries
    if over < 0:
        return 0
    # Past 2^20 s the longest wait has long been reached.
    wait = min(policy("login.first_wait_seconds") * 2 ** min(over, 20), policy("login.longest_wait_seconds"))
    left = (max(failures) + timedelta(seconds=wait) - now).total_seconds()
    return max(0, -int(-left // 1))


def idle_time(on_device: bool) -> timedelta:
    """Return after how much silence a session ends."""
    key = "session.idle_minutes_tablet" if on_device else "session.idle_minutes_office"
    return timedelta(minutes=policy(key))
