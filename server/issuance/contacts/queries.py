"""Read contact data that was set right, and the lists by which it was passed on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.accounts.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Cardholder
from server.core.masks import mask_identity_number, mask_phone
from server.db import db
from server.db.paging import Page, paged
from server.issuance.contacts.models import ContactCorrection, ContactList
from server.issuance.contacts.rules import QUEUED, ContactLine


def contact_corrections(page: int, per_page: int, state: str | None = None) -> Page[ContactCorrection]:
    """Return the corrections in scope, the oldest first."""
    statement = scoped(select(ContactCorrection), ContactCorrection).where(ContactCorrection.corrected_by.is_(None))
    if state:
        statement = statement.where(ContactCorrection.state == state)
    return paged(statement.order_by(ContactCorrection.at, ContactCorrection.id), page, per_page)


def describe_contacts(found: Sequence[ContactCorrection]) -> list[dict[str, Any]]:
    """Return corrections with what was known before, phones masked."""
    lists = _lists_of({one.list_id for one in found if one.list_id})
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
            "passed_on_at": lists[one.list_id][0] if one.list_id else None,
            "passed_on_by": lists[one.list_id][1] if one.list_id else None,
        }
        for one in found
    ]


def queued() -> Sequence[ContactCorrection]:
    """Return what waits in scope, the oldest first, held for whoever passes it on."""
    statement = scoped(select(ContactCorrection), ContactCorrection).where(
        ContactCorrection.state == QUEUED, ContactCorrection.corrected_by.is_(None)
    )
    return db.session.scalars(statement.order_by(ContactCorrection.at, ContactCorrection.id).with_for_update()).all()


def list_in_scope(list_id: str) -> ContactList:
    """Return a list that whoever acts may see.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(ContactList, ContactList.id == list_id)


def contact_lists(page: int, per_page: int) -> Page[ContactList]:
    """Return the lists in scope, the newest first."""
    statement = scoped(select(ContactList), ContactList)
    return paged(statement.order_by(ContactList.made_at.desc(), ContactList.id), page, per_page)


def describe_lists(found: Sequence[ContactList]) -> list[dict[str, Any]]:
    """Return lists with who passed them on."""
    made = _lists_of({one.id for one in found})
    return [{"id": one.id, "rows": one.rows, "made_at": one.made_at, "made_by": made[one.id][1]} for one in found]


def lines_of(list_id: str) -> list[ContactLine]:
    """Return the lines of a list, the oldest first; the caller has checked that the list is in scope."""
    statement = (
        select(ContactCorrection, Cardholder)
        .join(Cardholder, Cardholder.id == ContactCorrection.cardholder_id)
        .where(ContactCorrection.list_id == list_id)
        .order_by(ContactCorrection.at, ContactCorrection.id)
    )
    return [
        ContactLine(
            name=holder.name_raw,
            social_security_number=holder.social_security_number,
            old_phone=holder.phone,
            phone=one.phone,
            old_address=holder.address,
            address=one.address,
            at=one.at,
        )
        for one, holder in db.session.execute(statement)
    ]


def _lists_of(ids: set[str]) -> dict[str, tuple[datetime, str]]:
    statement = select(ContactList.id, ContactList.made_at, Officer.name).join(
        Officer, Officer.id == ContactList.made_by
    )
    rows = db.session.execute(statement.where(ContactList.id.in_(sorted(ids))))
    return {row.id: (row.made_at, row.name) for row in rows}


def _masked(phone: str | None) -> str | None:
    return mask_phone(phone) if phone else None
