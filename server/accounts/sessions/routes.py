"""Routes of log-in, and what happens before every request of the API."""

from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, after_this_request, current_app, g, request
from flask_login import LoginManager
from flask_smorest import Blueprint

from server.accounts.devices.queries import device_with
from server.accounts.factors.queries import standing_of, unseen_reset
from server.accounts.may import access_of, may, public
from server.accounts.officers.actions import change_own_password
from server.accounts.officers.models import Officer
from server.accounts.scope import forget_reach
from server.accounts.sessions import actions
from server.accounts.sessions.models import LoginSession
from server.accounts.sessions.queries import current_officer, current_session, live_session
from server.accounts.sessions.rules import browser_of, idle_time, token_hash
from server.accounts.sessions.schemas import CredentialsSchema, OwnPasswordSchema, SessionSchema
from server.audit import Actor, acting_as
from server.config import current_config
from server.core.errors import Refusal
from server.rules import policy

blueprint = Blueprint("session", __name__, url_prefix="/session", description="Log-in")

SESSION_COOKIE, STEP_COOKIE, DEVICE_COOKIE = "songka", "songka-step", "songka-device"
_BROWSER_COOKIE = "songka-known"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_API = "/api/"
_DAY_SECONDS = 24 * 3600


@blueprint.post("")
@public
@blueprint.arguments(CredentialsSchema)
@blueprint.response(201, SessionSchema)
def log_in(body: dict[str, str]) -> dict[str, Any]:
    """Log in; the token goes into a cookie that scripts cannot read.

    An account with a second factor gets 401 second_factor_needed and goes on at /session/step.
    """
    opened = actions.log_in(body["username"], body["password"], origin_of_request(), cookie(SESSION_COOKIE))
    if isinstance(opened, actions.HalfWay):
        _keep_step(opened.token)
        raise Refusal("second_factor_needed", ways=opened.ways)
    return keep_opened(opened)


@blueprint.get("")
@may("session.own")
@blueprint.response(200, SessionSchema)
def who_am_i() -> dict[str, Any]:
    """Tell who is logged in and what they may do."""
    return _shown(current_session())


@blueprint.delete("")
@may("session.own")
@blueprint.response(204)
def log_out() -> None:
    """Log out."""
    actions.log_out(current_session())
    after_this_request(_forget_session)


@blueprint.post("/password")
@may("session.own")
@blueprint.arguments(OwnPasswordSchema)
@blueprint.response(204)
def set_own_password(body: dict[str, str]) -> None:
    """Set a new password of one's own; all log-ins end, and the next one needs the new password."""
    officer = actions.prove_account(current_officer().username, body["password"], origin_of_request())
    change_own_password(officer, body["new_password"])
    after_this_request(_forget_session)


def keep_opened(opened: actions.LoggedIn) -> dict[str, Any]:
    """Put a fresh log-in into the browser's cookies and return how it is shown."""

    @after_this_request
    def keep(response: Response) -> Response:
        set_cookie(response, SESSION_COOKIE, opened.token)
        days = policy("session.known_browser_days")
        set_cookie(response, _BROWSER_COOKIE, opened.browser_token, days * _DAY_SECONDS)
        return response

    return _shown(opened.session)


def origin_of_request() -> actions.Origin:
    """Return where this request comes from, for counting tries and for the list of log-ins."""
    device = g.get("songka_device")
    in_use = device is not None and device.revoked_at is None
    return actions.Origin(
        request.remote_addr or "",
        cookie(_BROWSER_COOKIE),
        device.id if in_use else None,
        browser_of(request.headers.get("User-Agent", "")),
    )


def prepare(app: Flask) -> None:
    """Find out before each request who asks, from which device, and whether a page of ours sent it."""
    # Only to read who is logged in: our own table keeps the sessions, so nothing is written to a signed cookie.
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_logged_in)
    app.before_request(_receive)
    app.teardown_request(_dismiss)


def _receive() -> None:
    # An application context can outlive a request (tests, commands): nothing of the last one may stay.
    for name in ("_login_user", "songka_session", "songka_device", "songka_actor"):
        g.pop(name, None)
    forget_reach()
    if not request.path.startswith(_API):
        return
    _refuse_foreign_origin()
    device_token = cookie(DEVICE_COOKIE)
    g.songka_device = device_with(token_hash(device_token)) if device_token else None
    device = g.songka_device if g.songka_device and g.songka_device.revoked_at is None else None
    token = cookie(SESSION_COOKIE)
    g.songka_session = live_session(token, device) if token else None
    if g.songka_session:
        actions.note_seen(g.songka_session)
    officer_id = g.songka_session.officer_id if g.songka_session else None
    # A revoked device may still bring what is on it; the audit log says that it was this one.
    acting = device or (None if officer_id else g.songka_device)
    if officer_id or acting:
        g.songka_actor = ExitStack()
        g.songka_actor.enter_context(acting_as(Actor(officer_id, acting.id if acting else None)))


def _dismiss(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("songka_actor", None)
    if stack is not None:
        stack.close()


def _logged_in(_request: Request) -> Officer | None:
    session: LoginSession | None = g.get("songka_session")
    return session.officer if session else None


def _refuse_foreign_origin() -> None:
    """Let only our own pages change anything: a foreign page can send neither the header nor our origin.

    A client that is no browser names no origin and has no cookies that another page could misuse.
    """
    if request.method in _SAFE or _is_open_to_machines():
        return
    if request.headers.get("X-Songka") != "1":
        raise Refusal("foreign_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refusal("foreign_origin")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Refusal("foreign_origin")


def _is_open_to_machines() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view else None
    return access is not None and access.machine


def cookie_name(name: str) -> str:
    """Return the name of a cookie: over HTTPS browsers hold `__Host-` to this very host and path."""
    return f"__Host-{name}" if current_config().secure_cookies else name


def set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        path="/",
        secure=current_config().secure_cookies,
        httponly=True,
        samesite="Strict",
    )


def cookie(name: str) -> str | None:
    """Return the value of one of our cookies."""
    return request.cookies.get(cookie_name(name))


def _keep_step(token: str) -> None:
    @after_this_request
    def keep(response: Response) -> Response:
        set_cookie(response, STEP_COOKIE, token)
        return response


def _forget_session(response: Response) -> Response:
    return forget_cookie(response, SESSION_COOKIE)


def forget_cookie(response: Response, name: str) -> Response:
    """Take a cookie back."""
    secure = current_config().secure_cookies
    response.delete_cookie(cookie_name(name), path="/", secure=secure, httponly=True, samesite="Strict")
    return response


def _shown(session: LoginSession) -> dict[str, Any]:
    minutes = int(idle_time(session.device_id is not None).total_seconds() // 60)
    return {
        "officer": session.officer,
        "idle_minutes": minutes,
        "expires_at": session.expires_at,
        "second_factor": standing_of(session.officer),
        "factors_reset": unseen_reset(session.officer_id),
    }
