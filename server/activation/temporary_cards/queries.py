"""Which counties need a fresh list."""

from datetime import timedelta

from sqlalchemy import select

from server.accounts.organisations.models import Organisation, OrganisationArea
from server.cards.temporary.queries import temporary_cards_for
from server.core.clock import utc_now
from server.db import db
from server.rules import policy

_COUNTY_DIGITS = 6


def counties_to_refresh() -> list[str]:
    """Return the county codes (six digits) whose newest list is older than the policy allows, or missing."""
    statement = (
        select(OrganisationArea.prefix)
        .join(Organisation, Organisation.id == OrganisationArea.organisation_id)
        .where(Organisation.kind == "county_hr")
        .distinct()
        .order_by(OrganisationArea.prefix)
    )
    counties = [code for code in db.session.scalars(statement) if len(code) == _COUNTY_DIGITS]
    return [code for code in counties if _is_old(code)]


def _is_old(county: str) -> bool:
    newest = temporary_cards_for(county)
    oldest_good = utc_now() - timedelta(minutes=policy("temporary_card.refresh_minutes"))
    return newest is None or newest.as_of < oldest_good
