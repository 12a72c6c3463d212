"""Read organisations."""

from sqlalchemy import Select, select

from server.accounts.organisations.models import Organisation, OrganisationArea
from server.accounts.scope import one_in_scope, scoped
from server.db.paging import Page, paged


def organisations(kind: str | None, page: int, per_page: int) -> Page[Organisation]:
    """Return the organisations in scope, each after the one above it."""
    statement = scoped(select(Organisation), Organisation).order_by(Organisation.path)
    if kind:
        statement = statement.where(Organisation.kind == kind)
    return paged(statement, page, per_page)


def organisation_in_scope(organisation_id: str) -> Organisation:
    """Return one organisation.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Organisation, Organisation.id == organisation_id)


def serving(area_code: str) -> Select[str]:
    """Return a statement of the ids of organisations whose own areas hold this one."""
    prefixes = [area_code[:length] for length in range(1, len(area_code) + 1)]
    return select(OrganisationArea.organisation_id).where(OrganisationArea.prefix.in_(prefixes))
