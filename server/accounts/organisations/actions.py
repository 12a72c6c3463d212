"""Set up organisations."""

from dataclasses import dataclass

from sqlalchemy import select

from server.accounts.organisations.models import Organisation, OrganisationArea
from server.accounts.organisations.queries import organisation_in_scope
from server.accounts.rules import area_prefix, is_bank, may_stand_under
from server.accounts.scope import forget_reach, reach
from server.audit import record
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction


@dataclass(frozen=True)
class NewOrganisation:
    """What an organisation is set up with; `area_codes` of any length, `form_body` as forms print it."""

    kind: str
    name: str
    form_body: str
    area_codes: tuple[str, ...] = ()
    bank_code: str | None = None


def found_province(new: NewOrganisation) -> Organisation:
    """Set up the root of the tree, at installation, once.

    Raises:
        Refusal: organisation_misplaced — there is a root already, or this is no provincial centre.
    """
    with transaction():
        if new.kind != "provincial_center" or db.session.scalar(select(Organisation.id).limit(1)):
            raise Refusal("organisation_misplaced")
        return _set_up(new, None)


def set_up_organisation(new: NewOrganisation, parent_id: str) -> Organisation:
    """Set up an organisation under one in scope, with areas inside one's own (1.1.0.b).

    Raises:
        Refusal: not_found, organisation_misplaced, bank_code_mismatch, area_outside.
    """
    with transaction():
        parent = organisation_in_scope(parent_id)
        if not may_stand_under(new.kind, parent.kind):
            raise Refusal("organisation_misplaced")
        if bool(new.bank_code) != is_bank(new.kind) or parent.bank_code not in {None, new.bank_code}:
            raise Refusal("bank_code_mismatch")
        mine = reach()
        if not all(mine.covers_area(area_prefix(code)) for code in new.area_codes):
            raise Refusal("area_outside")
        return _set_up(new, parent)


def _set_up(new: NewOrganisation, parent: Organisation | None) -> Organisation:
    organisation_id = new_id()
    organisation = Organisation(
        id=organisation_id,
        kind=new.kind,
        name=new.name,
        form_body=new.form_body,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{organisation_id}/",
        bank_code=new.bank_code,
        areas=[OrganisationArea(prefix=prefix) for prefix in sorted(set(map(area_prefix, new.area_codes)))],
    )
    db.session.add(organisation)
    db.session.flush()
    forget_reach()
    record("set_up_organisation", "organisation", organisation_id, clause="1.1.0.b", kind=new.kind)
    return organisation
