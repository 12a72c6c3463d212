"""Read the contact data that waits for the province."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.scope import scoped
from server.cards.models import Cardholder
from server.core.masks import mask_identity_number, mask_phone
from server.db import db
from server.db.paging import Page, paged
from server.issuance.contacts.models import ContactCorrection


def contact_corrections(page: int, per_page: int, state: str | None = None) -> Page[ContactCorrection]:
    """Return the corrections in scope, the oldest first."""
    statement = scoped(select(ContactCorrection), ContactCorrection).where(ContactCorrection.corrected_by.is_(None))
    if state:
        statement = statement.where(ContactCorrection.state == state)
    return paged(statement.order_by(ContactCorrection.at, ContactCorrection.id), page, per_page)


def describe_contacts(found: Sequence[ContactCorrection]) -> list[dict[str, Any]]:
    """Return corrections with what was known before, phones masked."""
    holders = {
        one.id: one
        for one in db.session.scalars(
            select(Cardholder).where(Cardholder.id.in_(sorted({correction.cardholder_id for correction in found})))
        )
    }
    return [
        {
            "id": one.id,
            "round_id": one.round_id,
            "area_code": one.area_code,
            "name": holders[one.cardholder_id].name,
            "social_security_number_masked": mask_identity_number(holders[one.cardholder_id].social_security_number),
            "old_phone_masked": _masked(holders[one.cardholder_id].phone),
            "old_address": holders[one.cardholder_id].address,
            "phone_masked": _masked(one.phone),
            "address": one.address,
            "state": one.state,
            "at": one.at,
        }
        for one in found
    ]


def _masked(phone: str | None) -> str | None:
    return mask_phone(phone) if phone else None
