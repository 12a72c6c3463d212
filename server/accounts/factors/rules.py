"""What a code of an authenticator app proves, which addresses security keys work at, who needs a factor: pure."""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import pyotp
from pyotp.utils import strings_equal

from server.accounts.officers.rules import read_spelling
from server.rules import policy

Advice = Literal["none", "offered", "required", "overdue"]

# RFC 6238's default, and all that authenticator apps agree on.
STEP_SECONDS = 30
_CODE_DIGITS = 6
_LOCAL = "localhost"


@dataclass(frozen=True)
class Standing:
    """Whether an officer has a second factor, and what the county asks of them; `until` ends the grace period."""

    has: bool
    advice: Advice
    until: datetime | None = None


def standing(*, has: bool, roles: Iterable[str], asked_at: datetime | None, now: datetime) -> Standing:
    """Return what an officer with these roles should do; `asked_at` is the first log-in that asked for a factor."""
    if has or not set(roles) & set(policy("factor.roles")):
        return Standing(has, "none")
    if not policy("factor.required"):
        return Standing(has, "offered")
    until = (asked_at or now) + timedelta(days=policy("factor.grace_days"))
    return Standing(has, "overdue" if now >= until else "required", until)


def matching_step(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """Return the 30-second step whose code was typed, or None.

    One step of drift either way; a step at or before `last_step` has been used up.
    """
    digits = "".join(typed.split())
    if len(digits) != _CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    app, current = pyotp.TOTP(secret, digits=_CODE_DIGITS, interval=STEP_SECONDS), int(now.timestamp()) // STEP_SECONDS
    drift = policy("factor.drift_steps")
    # All are compared, so that the time tells nothing of which was near.
    fitting = [s for s in range(current - drift, current + drift + 1) if strings_equal(digits, app.generate_otp(s))]
    return next((step for step in fitting if last_step is None or step > last_step), None)


def app_address(secret: str, username: str, county: str) -> str:
    """Return the otpauth address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=username, issuer_name=f"送卡 {county}")


def is_app_code(typed: str) -> bool:
    """Tell a code of an app from a recovery code, which is longer."""
    return len("".join(typed.split())) <= _CODE_DIGITS


def recovery_hash(typed: str) -> str:
    """Return what is stored of a recovery code, however it was typed."""
    return hashlib.sha256(read_spelling(typed).encode()).hexdigest()


def key_host(public_url: str) -> str | None:
    """Return the name security keys are bound to, or None where browsers do not let them be used.

    They need HTTPS (or this very machine) and a name: an address of numbers is none.
    """
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != _LOCAL:
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host or None
    return None
