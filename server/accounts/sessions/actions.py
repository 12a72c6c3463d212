"""Prove who somebody is, log in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, text, update

from server.accounts.officers.models import Officer
from server.accounts.officers.rules import hash_password, is_outdated, matches
from server.accounts.sessions.models import KnownBrowser, LoginAttempt, LoginSession
from server.accounts.sessions.queries import failures, failures_since_success, known_origin, officer_named
from server.accounts.sessions.rules import keyed_hash, seconds_to_wait, token_hash
from server.audit import Actor, acting_as, record
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


@dataclass(frozen=True)
class LoggedIn:
    """A fresh log-in with the two tokens that only the browser keeps."""

    session: LoginSession
    token: str
    browser_token: str


def log_in(username: str, password: str, origin: Origin, old_token: str | None = None) -> LoggedIn:
    """Open a session with a new token; the browser's old one ends.

    Raises:
        Refusal: wrong_credentials, too_many_requests.
    """
    officer = prove_account(username, password, origin)
    token, browser_token = secrets.token_urlsafe(32), origin.browser_token or secrets.token_urlsafe(32)
    now = utc_now()
    with acting_as(Actor(officer_id=officer.id, device_id=origin.device_id)), transaction():
        if old_token:
            _revoke(LoginSession.token_hash == token_hash(old_token))
        session = LoginSession(
            token_hash=token_hash(token),
            officer_id=officer.id,
            device_id=origin.device_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=policy("session.absolute_hours")),
        )
        db.session.add(session)
        db.session.merge(KnownBrowser(token_hash=token_hash(browser_token), officer_id=officer.id, created_at=now))
        record("log_in", "officer", officer.id)
    return LoggedIn(session, token, browser_token)


def log_out(session: LoginSession) -> None:
    """End a session."""
    with transaction():
        _revoke(LoginSession.id == session.id)
        record("log_out", "officer", session.officer_id)


def end_sessions_of(officer_id: str) -> None:
    """End every session of an officer; part of the action that disables them or changes their password."""
    _revoke(LoginSession.officer_id == officer_id)


def note_seen(session: LoginSession) -> None:
    """Put off the idle time-out. Written only every `session.seen_seconds`, to spare the disk."""
    now = utc_now()
    if now < session.last_seen_at + timedelta(seconds=policy("session.seen_seconds")):
        return
    with transaction():
        session.last_seen_at = now


def prove_account(username: str, password: str, origin: Origin) -> Officer:
    """Check an account's password without opening a session, counting the try.

    Call it before an action, never inside one: a failed try must stay counted when the action rolls back.

    Raises:
        Refusal: wrong_credentials, too_many_requests.
    """
    if db.session.info.get("in_action"):
        raise RuntimeError("an account is proved before the action, not inside it")
    attempt_id = count_try(username, origin)
    officer = officer_named(username)
    # Unknown accounts cost the same work, or the answer's time would tell who exists.
    right = matches(officer.password_hash if officer else None, password)
    if not right or officer is None or officer.disabled_at is not None:
        with transaction():
            record("log_in_refused", "login_attempt", attempt_id)
        raise Refusal("wrong_credentials")
    with transaction():
        db.session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(succeeded=True))
        if is_outdated(officer.password_hash):
            officer.password_hash = hash_password(password)
    return officer


def count_try(username: str, origin: Origin) -> str:
    """Write a try down as failed before its secret is looked at, so that parallel tries all count.

    Raises:
        Refusal: too_many_requests.
    """
    key = current_config().secret_key
    attempt = LoginAttempt(
        id=new_id(),
        account_hash=keyed_hash(key, username.strip().lower()),
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


def _revoke(which: object) -> None:
    open_ones = update(LoginSession).where(which, LoginSession.revoked_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(open_ones.values(revoked_at=utc_now()))
