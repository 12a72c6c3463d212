"""Says on each route who may use it: an officer with a permission, an enrolled device, or everybody.

A route without one of these marks fails the contract tests, and so does one whose permission roles.json lacks.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from server.accounts.devices.queries import current_device, known_device
from server.accounts.rules import may_do, needs_fresh_proof
from server.accounts.sessions.queries import current_officer, current_session, is_freshly_proved
from server.core.errors import Refusal

_P = ParamSpec("_P")
_R = TypeVar("_R")

_MARK = "songka_access"
# What a log-in can still do whose time to set up a second factor is over.
_OWN = "session."


@dataclass(frozen=True)
class Access:
    """Who may use a route. All that is named is asked for."""

    permission: str | None = None
    device: bool = False
    # A revoked device too.
    revoked_device: bool = False
    public: bool = False
    machine: bool = False


def may(permission: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let only officers through whose roles carry the permission (rules/tables/roles.json)."""

    def mark(view: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(view)
        def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            if not may_do(current_officer().roles, permission):
                raise Refusal("not_allowed")
            session = current_session()
            if session.limited and not permission.startswith(_OWN):
                raise Refusal("second_factor_overdue")
            if needs_fresh_proof(permission) and not is_freshly_proved(session):
                raise Refusal("proof_needed")
            return view(*args, **kwargs)

        return _mark(guarded, replace(access_of(view) or Access(), permission=permission))

    return mark


def device_required(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let only enrolled devices through that nobody has revoked."""

    @wraps(view)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        current_device()
        return view(*args, **kwargs)

    return _mark(guarded, replace(access_of(view) or Access(), device=True))


def known_device_required(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let enrolled devices through, revoked ones too: what is still on them must come in (4.2)."""

    @wraps(view)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        known_device()
        return view(*args, **kwargs)

    return _mark(guarded, replace(access_of(view) or Access(), device=True, revoked_device=True))


def public(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let everybody through: for log-in, enrolment and what tells nobody anything."""
    return _mark(view, Access(public=True))


def open_to_machines(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let other systems through that sign what they send: the view proves the signature, no cookie counts."""
    return _mark(view, Access(public=True, machine=True))


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return the mark of a view function, or None when it carries none."""
    return getattr(view, _MARK, None)


def _mark(view: Callable[_P, _R], access: Access) -> Callable[_P, _R]:
    setattr(view, _MARK, access)
    return view
