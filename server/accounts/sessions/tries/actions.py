"""Count tries before their secret is looked at, and make those wait who failed too often."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, text, update

from server.accounts.sessions.models import LoginAttempt
from server.accounts.sessions.queries import failures, failures_since_success, known_origin
from server.accounts.sessions.rules import keyed_hash, seconds_to_wait
from server.config import current_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: network address, the browser's "been here" token, the enrolled device."""

    address: str
    browser_token: str | None = None
    device_id: str | None = None
    browser: str | None = None


def count_try(username: str, origin: Origin, step: str = "") -> str:
    """Write a try down as failed before its secret is looked at, so that parallel tries all count.

    `step` counts tries of another secret of the account apart from those of its password.

    Raises:
        Refusal: too_many_requests.
    """
    key = current_config().secret_key
    attempt = LoginAttempt(
        id=new_id(),
        account_hash=keyed_hash(key, step + username.strip().lower()),
        address_hash=keyed_hash(key, origin.address),
        at=utc_now(),
        succeeded=False,
    )
    attempt_id = attempt.id
    with transaction():
        _one_at_a_time(attempt.account_hash)
        known = known_origin(username, origin.browser_token, origin.device_id)
        attempt.known_hash = keyed_hash(key, known) if known else None
        _refuse_too_many(attempt)
        db.session.add(attempt)
    return attempt_id


def note_success(attempt_id: str) -> None:
    """Mark a counted try as right; joins the running action."""
    db.session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(succeeded=True))


def _refuse_too_many(attempt: LoginAttempt) -> None:
    now, window = utc_now(), timedelta(minutes=policy("login.window_minutes"))
    account = LoginAttempt.account_hash == attempt.account_hash
    # The owner's own browser or tablet is a bucket of its own: strangers' tries do not slow it down.
    bucket = and_(account, LoginAttempt.known_hash.is_not_distinct_from(attempt.known_hash))
    wait = seconds_to_wait(failures_since_success(bucket, window), policy("login.free_tries"), now)
    if attempt.known_hash is None:
        same_address = and_(LoginAttempt.address_hash == attempt.address_hash, LoginAttempt.known_hash.is_(None))
        limit = policy("login.free_tries_address")
        wait = max(wait, seconds_to_wait(failures(same_address, window), limit, now))
    if wait:
        raise Refusal("too_many_requests", seconds=wait)


def _one_at_a_time(account_hash: str) -> None:
    """Let parallel tries for one account queue up; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = int(account_hash[:15], 16)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
