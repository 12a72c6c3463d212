"""Appoint officers, give and take roles, disable accounts, set passwords."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from server.accounts.factors.actions import reset_factors
from server.accounts.officers.models import Officer, OfficerRole
from server.accounts.officers.queries import officer_in_scope
from server.accounts.officers.rules import hash_password, refuse_weak_password, spell
from server.accounts.organisations.models import Organisation
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.rules import combination_refused, fits_organisation, may_give
from server.accounts.scope import forget_reach
from server.accounts.sessions.actions import end_session_of, end_sessions_of
from server.audit import actor, record
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction

_PASSWORD_BYTES = 10


@dataclass(frozen=True)
class NewOfficer:
    """What an account is made with. Without a password one is drawn, to be shown once."""

    username: str
    name: str
    roles: tuple[str, ...]
    password: str | None = None


@dataclass(frozen=True)
class OfficerChange:
    """What to change; None leaves as it is."""

    name: str | None = None
    organisation_id: str | None = None
    roles: tuple[str, ...] | None = None
    disabled: bool | None = None


@dataclass(frozen=True)
class WithPassword:
    """An account and the password to hand to its owner; it is stored nowhere."""

    officer: Officer
    password: str


def install_officer(new: NewOfficer, organisation: Organisation) -> WithPassword:
    """Make an account from the command line of the server, where nobody is logged in.

    Raises:
        Refusal: username_taken, role_unfit_for_organisation, roles_exclude_each_other, password_too_weak.
    """
    with transaction():
        return _make(new, organisation)


def appoint_officer(new: NewOfficer, organisation_id: str) -> WithPassword:
    """Make an account in an organisation in scope, with roles one may give (4.1.1.a).

    Raises:
        Refusal: not_found, role_not_yours_to_give, and those of `install_officer`.
    """
    with transaction():
        organisation = organisation_in_scope(organisation_id)
        _refuse_roles_not_ours(new.roles)
        return _make(new, organisation)


def change_officer(officer_id: str, change: OfficerChange) -> Officer:
    """Change an account. Nobody changes their own roles, place or state.

    Raises:
        Refusal: not_found, own_roles, own_account, role_not_yours_to_give, role_unfit_for_organisation,
            roles_exclude_each_other.
    """
    with transaction():
        officer = officer_in_scope(officer_id)
        _refuse_own(officer, change)
        # Who may not give all roles of an account may not touch it: else a county could disable its auditor.
        _refuse_roles_not_ours(officer.roles)
        if change.name is not None:
            officer.name = change.name
        if change.organisation_id is not None:
            officer.organisation = organisation_in_scope(change.organisation_id)
        if change.roles is not None:
            _refuse_roles_not_ours(set(change.roles) ^ set(officer.roles))
            _set_roles(officer, change.roles)
        _refuse_unfit_roles(officer.roles, officer.organisation)
        if change.disabled is not None:
            _set_disabled(officer, change.disabled)
        forget_reach()
        record("change_officer", "officer", officer.id, clause="4.1.1.a", roles=officer.roles, disabled=change.disabled)
    return officer


def reset_password(officer_id: str) -> WithPassword:
    """Draw a new password for somebody else and end their sessions.

    Raises:
        Refusal: not_found, own_account, role_not_yours_to_give.
    """
    with transaction():
        return _reset(officer_in_hand(officer_id))


def reset_second_factors(officer_id: str) -> Officer:
    """Take away the second factors of somebody who lost them, and end their sessions; they are told at the next log-in.

    Raises:
        Refusal: not_found, own_account, role_not_yours_to_give.
    """
    with transaction():
        officer = officer_in_hand(officer_id)
        reset_factors(officer)
        end_sessions_of(officer.id)
    return officer


def end_one_session(officer_id: str, session_id: str) -> None:
    """End one log-in of an officer.

    Raises:
        Refusal: not_found, own_account, role_not_yours_to_give.
    """
    with transaction():
        end_session_of(officer_in_hand(officer_id).id, session_id)


def end_all_sessions(officer_id: str) -> None:
    """End all log-ins of an officer.

    Raises:
        Refusal: not_found, own_account, role_not_yours_to_give.
    """
    with transaction():
        officer = officer_in_hand(officer_id)
        end_sessions_of(officer.id)
        record("end_sessions", "officer", officer.id)


def reset_password_at_the_server(username: str) -> WithPassword:
    """Draw a new password from the command line of the server.

    Raises:
        Refusal: not_found.
    """
    with transaction():
        officer = db.session.scalar(select(Officer).where(Officer.username == username.strip().lower()))
        if officer is None:
            raise Refusal("not_found")
        return _reset(officer)


def change_own_password(officer: Officer, new_password: str) -> None:
    """Set a password of one's own, the old one just proved; every session ends, this one too.

    Raises:
        Refusal: password_too_weak.
    """
    refuse_weak_password(new_password, officer.username)
    with transaction():
        officer.password_hash = hash_password(new_password)
        end_sessions_of(officer.id)
        record("change_own_password", "officer", officer.id)


def _make(new: NewOfficer, organisation: Organisation) -> WithPassword:
    username = new.username.strip().lower()
    if db.session.scalar(select(Officer.id).where(Officer.username == username)):
        raise Refusal("username_taken")
    _refuse_unfit_roles(new.roles, organisation)
    password = new.password or spell(secrets.token_bytes(_PASSWORD_BYTES))
    refuse_weak_password(password, username)
    officer = Officer(
        id=new_id(),
        username=username,
        name=new.name,
        organisation=organisation,
        password_hash=hash_password(password),
        role_rows=[OfficerRole(role=role) for role in sorted(set(new.roles))],
    )
    db.session.add(officer)
    db.session.flush()
    record("appoint_officer", "officer", officer.id, clause="4.1.1.a", roles=officer.roles)
    return WithPassword(officer, password)


def _reset(officer: Officer) -> WithPassword:
    password = spell(secrets.token_bytes(_PASSWORD_BYTES))
    officer.password_hash = hash_password(password)
    end_sessions_of(officer.id)
    record("reset_password", "officer", officer.id)
    return WithPassword(officer, password)


def _set_roles(officer: Officer, roles: Iterable[str]) -> None:
    kept = {row.role: row for row in officer.role_rows}
    officer.role_rows = [kept.get(role) or OfficerRole(role=role) for role in sorted(set(roles))]


def _set_disabled(officer: Officer, disabled: bool) -> None:
    officer.disabled_at = utc_now() if disabled else None
    if disabled:
        end_sessions_of(officer.id)


def officer_in_hand(officer_id: str) -> Officer:
    """Return somebody else in scope all of whose roles one may give: who may not, may not touch the account.

    Raises:
        Refusal: not_found, own_account, role_not_yours_to_give.
    """
    officer = officer_in_scope(officer_id)
    if officer.id == actor().officer_id:
        raise Refusal("own_account")
    _refuse_roles_not_ours(officer.roles)
    return officer


def _refuse_own(officer: Officer, change: OfficerChange) -> None:
    if officer.id != actor().officer_id:
        return
    if change.roles is not None:
        raise Refusal("own_roles")
    if change.disabled is not None or change.organisation_id is not None:
        raise Refusal("own_account")


def _refuse_roles_not_ours(roles: Iterable[str]) -> None:
    giver = db.session.get(Officer, actor().officer_id)
    held = giver.roles if giver else []
    for role in sorted(roles):
        if not may_give(held, role):
            raise Refusal("role_not_yours_to_give", role=role)


def _refuse_unfit_roles(roles: Iterable[str], organisation: Organisation) -> None:
    for role in sorted(roles):
        if not fits_organisation(role, organisation.kind):
            raise Refusal("role_unfit_for_organisation", role=role)
    broken = combination_refused(roles)
    if broken:
        together = sorted({role for group in broken["groups"] for role in group} & set(roles))
        raise Refusal("roles_exclude_each_other", roles=", ".join(together))
