"""Whose rows an officer or a device may read and write: the one door to every scoped row (design §2).

HR officers see the areas of their organisation; rows without an area, by the organisation tree, and the
bank branches that work wholly inside their areas. Bank officers see rows of their own bank inside their
areas; rows that name no bank, by their own branch of the tree; rows that name neither, never.
"""

from typing import Any, Protocol, TypeVar

from flask import g
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from server.accounts.devices.models import Device
from server.accounts.officers.models import Officer
from server.accounts.organisations.models import Organisation, OrganisationArea
from server.accounts.rules import Reach, Scoped, area_range, bank_kinds
from server.audit import actor
from server.core.errors import Refusal
from server.db import db

__all__ = ["NoReachError", "Reach", "Scoped", "forget_reach", "in_scope", "one_in_scope", "reach", "reach_of", "scoped"]

_Statement = TypeVar("_Statement", bound=Select[*tuple[Any, ...]])


class NoReachError(RuntimeError):
    """Scoped rows were asked for while neither an officer nor a device acts: a programming error."""


class _ScopedModel(Protocol):
    __scope__: Scoped


_Row = TypeVar("_Row", bound=_ScopedModel)


def scoped(statement: _Statement, model: type[_ScopedModel]) -> _Statement:
    """Narrow a statement to the rows of `model` that whoever acts may see.

    Raises:
        NoReachError: neither an officer nor a device acts.
    """
    return statement.where(_condition(model, reach()))


def one_in_scope(model: type[_Row], *conditions: ColumnElement[bool], lock: bool = False) -> _Row:
    """Return the one row of `model` that meets the conditions; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found — there is none, or whoever acts may not see it.
        NoReachError: neither an officer nor a device acts.
    """
    statement = scoped(select(model), model).where(*conditions)
    found: _Row | None = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise Refusal("not_found")
    return found


def in_scope(row: _ScopedModel) -> bool:
    """Tell whether whoever acts may see this row, stored or not.

    Raises:
        NoReachError: neither an officer nor a device acts.
    """
    mine, marks = reach(), row.__scope__
    area, bank, organisation = (_value(row, name) for name in (marks.area, marks.bank, marks.organisation))
    if marks.area and not (area is not None and mine.covers_area(area)):
        return False
    if mine.bank_code and marks.bank:
        return bank == mine.bank_code
    if marks.organisation and (mine.bank_code or not marks.area):
        return organisation is not None and _organisation_is_visible(organisation, mine)
    return mine.bank_code is None


def reach() -> Reach:
    """Return the reach of the acting officer, else of the acting device's organisation.

    Raises:
        NoReachError: neither acts, or the one who acts is not known.
    """
    who = actor()
    kept: dict[tuple[str | None, str | None], Reach] = g.setdefault("songka_reach", {})
    key = (who.officer_id, who.device_id)
    if key not in kept:
        kept[key] = reach_of(_organisation_of(*key))
    return kept[key]


def forget_reach() -> None:
    """Drop what was remembered for this request, after organisations or officers changed."""
    g.pop("songka_reach", None)


def reach_of(organisation: Organisation) -> Reach:
    """Return what people of an organisation may see; without areas of its own it has those above it."""
    return Reach(organisation.id, organisation.path, _areas_of(organisation.path), organisation.bank_code)


def _organisation_of(officer_id: str | None, device_id: str | None) -> Organisation:
    found = None
    if officer_id:
        statement = select(Organisation).join(Officer, Officer.organisation_id == Organisation.id)
        found = db.session.scalar(statement.where(Officer.id == officer_id))
    elif device_id:
        statement = select(Organisation).join(Device, Device.organisation_id == Organisation.id)
        found = db.session.scalar(statement.where(Device.id == device_id))
    if found is None:
        raise NoReachError("scoped rows were asked for, but neither a known officer nor a known device acts")
    return found


def _areas_of(path: str) -> tuple[str, ...]:
    line = path.strip("/").split("/")
    rows = db.session.execute(
        select(OrganisationArea.organisation_id, OrganisationArea.prefix)
        .where(OrganisationArea.organisation_id.in_(line))
        .order_by(OrganisationArea.prefix)
    ).all()
    for organisation_id in reversed(line):
        own = tuple(row.prefix for row in rows if row.organisation_id == organisation_id)
        if own:
            return own
    return ()


def _condition(model: type[_ScopedModel], mine: Reach) -> ColumnElement[bool]:
    marks = model.__scope__
    parts: list[ColumnElement[bool]] = []
    if marks.area:
        parts.append(_lies_in(getattr(model, marks.area), mine.areas))
    if mine.bank_code and marks.bank:
        parts.append(getattr(model, marks.bank) == mine.bank_code)
    elif marks.organisation and (mine.bank_code or not marks.area):
        parts.append(getattr(model, marks.organisation).in_(_visible_organisations(mine)))
    elif mine.bank_code:
        return false()
    return and_(true(), *parts)


def _lies_in(column: Any, prefixes: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(false(), *(column.between(*area_range(prefix)) for prefix in prefixes))


def _visible_organisations(mine: Reach) -> Select[str]:
    below = Organisation.path.startswith(mine.path, autoescape=True)
    if mine.bank_code:
        return select(Organisation.id).where(below)
    return select(Organisation.id).where(or_(below, _is_a_bank_working_inside(mine)))


def _is_a_bank_working_inside(mine: Reach) -> ColumnElement[bool]:
    areas = select(OrganisationArea.prefix).where(OrganisationArea.organisation_id == Organisation.id)
    outside = areas.where(~_lies_in(OrganisationArea.prefix, mine.areas))
    return and_(Organisation.kind.in_(bank_kinds()), areas.exists(), ~outside.exists())


def _organisation_is_visible(organisation_id: str, mine: Reach) -> bool:
    statement = _visible_organisations(mine).where(Organisation.id == organisation_id)
    return db.session.scalar(statement) is not None


def _value(row: _ScopedModel, name: str | None) -> str | None:
    return getattr(row, name) if name else None
