"""Who is logged in."""

from datetime import datetime, timedelta

from flask import g
from flask_login import current_user
from sqlalchemy import ColumnElement, select

from server.accounts.devices.models import Device, DeviceOfficer
from server.accounts.officers.models import Officer
from server.accounts.sessions.models import KnownBrowser, LoginAttempt, LoginSession
from server.accounts.sessions.rules import idle_time, token_hash
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db
from server.rules import policy


def current_officer() -> Officer:
    """Return the officer logged in.

    Raises:
        Refusal: not_logged_in.
    """
    if not current_user.is_authenticated:
        raise Refusal("not_logged_in")
    officer: Officer = current_user._get_current_object()  # noqa: SLF001  # flask-login's documented way
    return officer


def current_session() -> LoginSession:
    """Return the log-in of this request.

    Raises:
        Refusal: not_logged_in.
    """
    session: LoginSession | None = g.get("songka_session")
    if session is None:
        raise Refusal("not_logged_in")
    return session


def live_session(token: str, device: Device | None) -> LoginSession | None:
    """Return the session of a token unless it has ended, its officer is disabled, or it moved off its device."""
    session = db.session.scalar(select(LoginSession).where(LoginSession.token_hash == token_hash(token)))
    if session is None or session.revoked_at is not None or session.officer.disabled_at is not None:
        return None
    if session.device_id != (device.id if device else None):
        return None
    now = utc_now()
    if now >= session.expires_at or now >= session.last_seen_at + idle_time(device is not None):
        return None
    return session


def is_freshly_proved(session: LoginSession) -> bool:
    """Tell whether the officer has proved who they are a short while ago."""
    proved_at = session.proved_at or session.created_at
    return utc_now() < proved_at + timedelta(minutes=policy("session.proof_minutes"))


def open_sessions_of(officer_id: str) -> list[LoginSession]:
    """Return the log-ins of an officer that have not ended, newest use first."""
    now = utc_now()
    statement = (
        select(LoginSession)
        .where(LoginSession.officer_id == officer_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now)
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
    )
    return [s for s in db.session.scalars(statement) if now < s.last_seen_at + idle_time(s.device_id is not None)]


def officer_named(username: str) -> Officer | None:
    """Return the officer with this user name, of whatever organisation."""
    return db.session.scalar(select(Officer).where(Officer.username == username.strip().lower()))


def known_origin(username: str, browser_token: str | None, device_id: str | None) -> str | None:
    """Return a name for the browser or tablet when this account has been used on it before, else None."""
    account = username.strip().lower()
    tablet = select(DeviceOfficer.device_id).join(Officer, Officer.id == DeviceOfficer.officer_id)
    if device_id and db.session.scalar(tablet.where(DeviceOfficer.device_id == device_id, Officer.username == account)):
        return f"device:{device_id}"
    browser = select(KnownBrowser.token_hash).join(Officer, Officer.id == KnownBrowser.officer_id)
    return db.session.scalar(
        browser.where(KnownBrowser.token_hash == token_hash(browser_token or ""), Officer.username == account)
    )


def failures_since_success(bucket: ColumnElement[bool], window: timedelta) -> list[datetime]:
    """Return the failed tries of a bucket within the window, after its last success."""
    recent = db.session.execute(
        select(LoginAttempt.at, LoginAttempt.succeeded)
        .where(bucket, LoginAttempt.at > utc_now() - window)
        .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
    ).all()
    failures: list[datetime] = []
    for at, succeeded in recent:
        if succeeded:
            break
        failures.append(at)
    return failures


def failures(bucket: ColumnElement[bool], window: timedelta) -> list[datetime]:
    """Return all failed tries of a bucket within the window."""
    statement = select(LoginAttempt.at).where(
        bucket, LoginAttempt.at > utc_now() - window, LoginAttempt.succeeded.is_(False)
    )
    return list(db.session.scalars(statement))
