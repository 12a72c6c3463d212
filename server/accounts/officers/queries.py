"""Read officers."""

from sqlalchemy import select

from server.accounts.officers.models import Officer, OfficerRole
from server.accounts.organisations.models import Organisation
from server.accounts.organisations.queries import serving
from server.accounts.scope import one_in_scope, scoped
from server.db import db
from server.db.paging import Page, paged


def officers(role: str | None, organisation_id: str | None, page: int, per_page: int) -> Page[Officer]:
    """Return the officers in scope by user name."""
    statement = scoped(select(Officer), Officer).order_by(Officer.username)
    if role:
        statement = statement.where(Officer.id.in_(select(OfficerRole.officer_id).where(OfficerRole.role == role)))
    if organisation_id:
        statement = statement.where(Officer.organisation_id == organisation_id)
    return paged(statement, page, per_page)


def officer_in_scope(officer_id: str) -> Officer:
    """Return one officer.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Officer, Officer.id == officer_id)


def officers_serving(area_code: str, role: str, bank_code: str | None = None) -> list[Officer]:
    """Return the officers with a role whose organisation serves an area, whatever their branch of the tree.

    A round brings two organisations together (1.2.2.a); the caller has checked that the area is its own.
    """
    statement = (
        select(Officer)
        .join(OfficerRole)
        .join(Organisation, Organisation.id == Officer.organisation_id)
        .where(OfficerRole.role == role, Officer.disabled_at.is_(None), Officer.organisation_id.in_(serving(area_code)))
        .order_by(Officer.username)
    )
    if bank_code:
        statement = statement.where(Organisation.bank_code == bank_code)
    return list(db.session.scalars(statement))
