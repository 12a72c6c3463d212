"""How proxies are counted and recognised without naming them. Pure."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from server.core.identity_numbers import normalise_identity_number
from server.rules import policy

Standing = Literal["fine", "many", "supervisor"]

KINDS = ("village_cadre", "bank_staff")


def proxy_hash(salt: str, number: str) -> str:
    """Return the hex SHA-256 by which a tablet recognises a number that its bundle does not spell out."""
    return hashlib.sha256((salt + normalise_identity_number(number)).encode()).hexdigest()


def household_of(proxy: dict[str, object], cardholder_id: str) -> str:
    """Return what counts as one: the household register's number where it was noted, else the person alone."""
    noted = "".join(str(proxy.get("household") or "").split()).upper()
    return noted or cardholder_id


def window_start(at: datetime) -> datetime:
    """Return from when a proxy's earlier collections count (reading 10)."""
    return at - timedelta(days=policy("proxy.window_days"))


def standing(persons: int) -> Standing:
    """Say how many one proxy has collected for: fine, many, or only by a supervisor's exception (reading 10)."""
    if persons >= policy("proxy.supervisor_at"):
        return "supervisor"
    return "many" if persons >= policy("proxy.warn_at") else "fine"
