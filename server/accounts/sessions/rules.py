"""How long to wait after failed tries, and how secrets are kept: pure."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from server.rules import policy

# Edge and Opera name Chrome too, and everybody names Safari: the first that fits is meant.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Version", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


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


def browser_of(user_agent: str) -> str | None:
    """Say in a few words which browser asks: "Chrome 156, Windows". Only to be shown: it proves nothing."""
    found = ((name, re.search(rf"\b{mark}/(\d{{1,4}})", user_agent)) for mark, name in _BROWSERS)
    browser = next((f"{name} {hit[1]}" for name, hit in found if hit), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return ", ".join(word for word in (browser, system) if word) or None


def idle_time(on_device: bool) -> timedelta:
    """Return after how much silence a session ends."""
    key = "session.idle_minutes_tablet" if on_device else "session.idle_minutes_office"
    return timedelta(minutes=policy(key))
