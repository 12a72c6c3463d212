"""Prove who somebody is, log in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, select, update

from server.accounts.factors.actions import prove_code
from server.accounts.factors.queries import standing_of, ways_of
from server.accounts.factors.security_keys.actions import LOG_IN, PROVE, ask_to_prove, prove_key
from server.accounts.officers.models import Officer
from server.accounts.officers.rules import hash_password, is_outdated, matches
from server.accounts.sessions.models import KnownBrowser, LoginSession, LoginStep
from server.accounts.sessions.queries import current_officer, current_session, officer_named
from server.accounts.sessions.rules import token_hash
from server.accounts.sessions.tries.actions import Origin, count_try, note_success
from server.audit import Actor, acting_as, record
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.rules import policy

__all__ = [
    "HalfWay",
    "LoggedIn",
    "Origin",
    "Proof",
    "ask_key_again",
    "ask_key_half_way",
    "count_try",
    "end_own_other_sessions",
    "end_own_session",
    "end_session_of",
    "end_sessions_of",
    "finish_log_in",
    "lift_limit",
    "log_in",
    "log_out",
    "note_seen",
    "prove_account",
    "prove_again",
    "prove_second_person",
]

# A colon cannot stand in a user name.
_SECOND_STEP = "second-step:"


@dataclass(frozen=True)
class LoggedIn:
    """A fresh log-in with the two tokens that only the browser keeps."""

    session: LoginSession
    token: str
    browser_token: str


@dataclass(frozen=True)
class HalfWay:
    """A right password of an account with a second factor: the ways to prove it, and the token to come back with."""

    token: str
    ways: list[str]


@dataclass(frozen=True)
class Proof:
    """One way to prove who one is: a password, a code (of an app or printed), or a security key's answer."""

    password: str | None = None
    code: str | None = None
    credential: dict[str, Any] | None = None


def log_in(username: str, password: str, origin: Origin, old_token: str | None = None) -> LoggedIn | HalfWay:
    """Open a session with a new token; the browser's old one ends. An account with a second factor gets half way.

    An enrolled device is the second factor of those who work on it.

    Raises:
        Refusal: wrong_credentials, too_many_requests.
    """
    officer = prove_account(username, password, origin)
    ways = [] if origin.device_id else ways_of(officer.id)
    if not ways:
        return _open(officer, origin, old_token)
    token, now = secrets.token_urlsafe(32), utc_now()
    with transaction():
        over = (LoginStep.officer_id == officer.id, LoginStep.expires_at <= now)
        db.session.execute(delete(LoginStep).where(*over))
        ends = now + timedelta(minutes=policy("factor.step_minutes"))
        db.session.add(LoginStep(token_hash=token_hash(token), officer_id=officer.id, expires_at=ends))
    return HalfWay(token, ways)


def ask_key_half_way(step_token: str | None) -> dict[str, Any]:
    """Return what the browser needs to ask a security key in the second step of a log-in.

    Raises:
        Refusal: log_in_step_over, security_keys_need_a_name.
    """
    return ask_to_prove(_half_way(step_token).officer_id, LOG_IN)


def finish_log_in(step_token: str | None, proof: Proof, origin: Origin, old_token: str | None = None) -> LoggedIn:
    """Take the second step of a log-in.

    Raises:
        Refusal: log_in_step_over, wrong_second_factor, too_many_requests.
    """
    step = _half_way(step_token)
    officer, step_hash = step.officer, step.token_hash
    factor = _prove_factor(officer, proof, LOG_IN, origin)
    with transaction():
        # Of two answers to one step only one opens a session.
        taken = delete(LoginStep).where(LoginStep.token_hash == step_hash).returning(LoginStep.token_hash)
        if db.session.scalar(taken) is None:
            raise Refusal("log_in_step_over")
    return _open(officer, origin, old_token, factor)


def ask_key_again() -> dict[str, Any]:
    """Return what the browser needs to ask a security key of the officer logged in.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    return ask_to_prove(current_officer().id, PROVE)


def prove_again(proof: Proof, origin: Origin) -> None:
    """Note that the officer logged in has just proved who they are (ASVS 7.5.3).

    Raises:
        Refusal: wrong_credentials, wrong_second_factor, too_many_requests.
    """
    officer, session = current_officer(), current_session()
    if proof.password is not None:
        prove_account(officer.username, proof.password, origin)
    else:
        _prove_factor(officer, proof, PROVE, origin)
    with transaction():
        session.proved_at = utc_now()
        record("prove_again", "officer", officer.id)


def lift_limit() -> None:
    """Let this log-in do everything again: its officer has set a second factor up."""
    with transaction():
        current_session().limited = False


def end_own_session(session_id: str) -> None:
    """End one log-in of one's own.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        end_session_of(current_officer().id, session_id)


def end_own_other_sessions() -> None:
    """End all log-ins of one's own but this one."""
    mine = current_session()
    with transaction():
        _revoke(and_(LoginSession.officer_id == mine.officer_id, LoginSession.id != mine.id))
        record("end_other_sessions", "officer", mine.officer_id)


def end_session_of(officer_id: str, session_id: str) -> None:
    """End one log-in of an officer; joins the action of whoever may.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        asked = and_(LoginSession.id == session_id, LoginSession.officer_id == officer_id)
        open_one = select(LoginSession.id).where(asked, LoginSession.revoked_at.is_(None))
        if db.session.scalar(open_one) is None:
            raise Refusal("not_found")
        _revoke(asked)
        record("end_session", "officer", officer_id)


def _open(officer: Officer, origin: Origin, old_token: str | None, factor: str | None = None) -> LoggedIn:
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
            address=origin.address[:45],
            browser=origin.browser,
            factor=factor,
            limited=_must_set_up_first(officer, origin),
        )
        db.session.add(session)
        db.session.merge(KnownBrowser(token_hash=token_hash(browser_token), officer_id=officer.id, created_at=now))
        record("log_in", "officer", officer.id, factor=factor)
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
        note_success(attempt_id)
        if is_outdated(officer.password_hash):
            officer.password_hash = hash_password(password)
    return officer


def prove_second_person(username: str, password: str, origin: Origin, code: str | None = None) -> Officer:
    """Check the account of whoever stands beside the officer logged in: password, and a code where they have a factor.

    The code is used up as at a log-in; an enrolled device is the second factor of those who work on it. Call it
    before an action, as `prove_account`.

    Raises:
        Refusal: wrong_credentials, second_person_code_needed, wrong_second_factor, too_many_requests.
    """
    officer = prove_account(username, password, origin)
    if origin.device_id or not ways_of(officer.id):
        return officer
    if not code:
        raise Refusal("second_person_code_needed")
    _prove_factor(officer, Proof(code=code), PROVE, origin)
    return officer


def _prove_factor(officer: Officer, proof: Proof, purpose: str, origin: Origin) -> str:
    """Check a second factor, counting the try, and return which kind it was."""
    attempt_id = count_try(officer.username, origin, step=_SECOND_STEP)
    if proof.credential is not None:
        factor = prove_key(officer.id, purpose, proof.credential)
    else:
        factor = prove_code(officer.id, proof.code or "")
    if factor is None:
        with transaction():
            record("log_in_refused", "login_attempt", attempt_id)
        raise Refusal("wrong_second_factor")
    with transaction():
        note_success(attempt_id)
    return factor


def _half_way(step_token: str | None) -> LoginStep:
    held = LoginStep.token_hash == token_hash(step_token or "")
    step = db.session.scalar(select(LoginStep).where(held, LoginStep.expires_at > utc_now()))
    if step is None or step.officer.disabled_at is not None:
        raise Refusal("log_in_step_over")
    return step


def _must_set_up_first(officer: Officer, origin: Origin) -> bool:
    """Begin the time to set up a second factor at the first log-in that asks for one; tell whether it is over."""
    if origin.device_id:
        return False
    standing = standing_of(officer)
    if standing.advice == "required" and officer.factor_asked_at is None:
        officer.factor_asked_at = utc_now()
    return standing.advice == "overdue"


def _revoke(which: object) -> None:
    open_ones = update(LoginSession).where(which, LoginSession.revoked_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(open_ones.values(revoked_at=utc_now()))
