"""Read what is known of proxies: for the judge, for the bundle, for the desk."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from server.accounts.areas.queries import area
from server.accounts.models import Officer, OfficerRole
from server.accounts.officers.queries import officers_serving
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Card, Cardholder
from server.core.clock import end_of_day, local_date, utc_now
from server.core.identity_numbers import normalise_identity_number
from server.core.masks import mask_identity_number, mask_phone
from server.db import db
from server.db.paging import Page, paged
from server.issuance.proxies.models import BlockedProxy, ProxyUse
from server.issuance.proxies.rules import household_of, proxy_hash, standing, window_start
from server.rounds.models import Round

_SUPERVISOR = "supervisor"
_COUNTY_DIGITS = 6
_LEVELS = (2, 4)
_WITHIN_A_MILLISECOND = timedelta(microseconds=999)


def proxy_facts(proxy: dict[str, Any], area_code: str, cardholder_id: str, at: datetime) -> dict[str, Any]:
    """Return what the guards ask about whoever collected: blocked as, households served before, fit supervisor."""
    number = normalise_identity_number(str(proxy.get("number") or ""))
    supervisor = (proxy.get("exception") or {}).get("supervisor")
    return {
        "blocked": _blocked_as(number, area_code, at),
        "served": _served(number, household_of(proxy, cardholder_id), at),
        "supervisor_fits": _is_a_supervisor(supervisor, area_code) if supervisor else None,
    }


def bundle_proxies(leaving: Round, salt: str) -> dict[str, Any]:
    """Return the block list and the counts a tablet takes along, hashed under the bundle's own salt (1.1.3)."""
    now = utc_now()
    blocked = select(BlockedProxy.number, BlockedProxy.kind).where(
        _covers(leaving.area_code), BlockedProxy.removed_at.is_(None)
    )
    county = leaving.area_code[:_COUNTY_DIGITS]
    served = (
        select(ProxyUse.number, func.count(ProxyUse.household.distinct()))
        .where(
            ProxyUse.corrected_by.is_(None),
            ProxyUse.at > window_start(now),
            ProxyUse.area_code.startswith(county),
        )
        .group_by(ProxyUse.number)
        .order_by(ProxyUse.number)
    )
    return {
        "salt": salt,
        "blocked": [
            {"hash": proxy_hash(salt, number), "kind": kind}
            for number, kind in db.session.execute(blocked.order_by(BlockedProxy.number))
        ],
        "served": [{"hash": proxy_hash(salt, number), "count": count} for number, count in db.session.execute(served)],
    }


def bundle_supervisors(leaving: Round) -> list[dict[str, str]]:
    """Return the supervisors whom an exception in the village may name (reading 8)."""
    return [{"id": one.id, "name": one.name} for one in officers_serving(leaving.area_code, _SUPERVISOR)]


def blocked_proxies(page: int, per_page: int) -> Page[BlockedProxy]:
    """Return the block list in scope, the newest first."""
    statement = scoped(select(BlockedProxy), BlockedProxy).where(BlockedProxy.removed_at.is_(None))
    return paged(statement.order_by(BlockedProxy.added_at.desc(), BlockedProxy.id), page, per_page)


def blocked_proxy_in_scope(blocked_id: str) -> BlockedProxy:
    """Return one entry of the block list.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(BlockedProxy, BlockedProxy.id == blocked_id, BlockedProxy.removed_at.is_(None))


def open_blocks(area_code: str) -> dict[str, BlockedProxy]:
    """Return the entries of one area by number."""
    statement = select(BlockedProxy).where(BlockedProxy.area_code == area_code, BlockedProxy.removed_at.is_(None))
    return {one.number: one for one in db.session.scalars(statement)}


def describe_blocked(found: Sequence[BlockedProxy]) -> list[dict[str, Any]]:
    """Return entries as the desk shows them, numbers masked."""
    names = _officer_names({one.added_by for one in found})
    areas = {code: area(code) for code in {one.area_code for one in found}}
    return [
        {
            "id": one.id,
            "area_code": one.area_code,
            "area_name": place.name if (place := areas[one.area_code]) else one.area_code,
            "kind": one.kind,
            "name": one.name,
            "number_masked": mask_identity_number(one.number),
            "added_at": one.added_at,
            "added_by": names.get(one.added_by, ""),
        }
        for one in found
    ]


class ExceptionDays(NamedTuple):
    """Which exceptions: from the first day to the last, both included; of one reason, or of any."""

    first: date
    last: date
    reason: str | None = None


def exception_days(first_day: date | None, last_day: date | None, reason: str | None) -> ExceptionDays:
    """Say which exceptions are meant; without days the present month until today."""
    today = local_date(utc_now())
    return ExceptionDays(first_day or today.replace(day=1), last_day or today, reason)


def proxy_exceptions(which: ExceptionDays, page: int, per_page: int) -> Page[dict[str, Any]]:
    """Return what supervisors allowed beside the rule, the newest first (reading 8)."""
    found = paged(_exceptions(which), page, per_page)
    return Page(_describe_uses(found.items), found.total, found.page, found.per_page)


def all_proxy_exceptions(which: ExceptionDays) -> list[dict[str, Any]]:
    """Return all of them at once, the newest first, for a sheet."""
    return _describe_uses(list(db.session.scalars(_exceptions(which))))


def _exceptions(which: ExceptionDays) -> Select[Any]:
    statement = scoped(select(ProxyUse), ProxyUse).where(
        ProxyUse.exception_reason.is_not(None),
        ProxyUse.corrected_by.is_(None),
        ProxyUse.at >= end_of_day(which.first - timedelta(days=1)),
        ProxyUse.at < end_of_day(which.last),
    )
    if which.reason:
        statement = statement.where(ProxyUse.exception_reason == which.reason)
    return statement.order_by(ProxyUse.at.desc(), ProxyUse.id)


def _describe_uses(uses: Sequence[ProxyUse]) -> list[dict[str, Any]]:
    names = _officer_names({use.supervisor_id for use in uses if use.supervisor_id})
    holders = {
        row.id: row.name
        for row in db.session.execute(
            select(Cardholder.id, Cardholder.name).where(Cardholder.id.in_({use.cardholder_id for use in uses}))
        )
    }
    areas = {code: area(code) for code in {use.area_code for use in uses}}
    boxes = {
        row.id: row.box_position
        for row in db.session.execute(select(Card.id, Card.box_position).where(Card.id.in_({u.card_id for u in uses})))
    }
    return [
        {
            "hand_over_id": use.id,
            "round_id": use.round_id,
            "area_code": use.area_code,
            "area_name": place.name if (place := areas[use.area_code]) else use.area_code,
            "cardholder_name": holders.get(use.cardholder_id, ""),
            "box_position": boxes.get(use.card_id, ""),
            "proxy_name": use.name,
            "proxy_number_masked": mask_identity_number(use.number),
            "proxy_phone_masked": mask_phone(use.phone),
            "path": use.path,
            "relation": use.relation,
            "reason": use.exception_reason,
            "document": use.exception_document,
            "supervisor": names.get(use.supervisor_id or "", ""),
            "served": served,
            "standing": standing(served),
            "at": use.at,
        }
        for use in uses
        for served in [_served(use.number, use.household, use.at) + 1]
    ]


def _blocked_as(number: str, area_code: str, at: datetime) -> str | None:
    # By the list as it stood at that moment: whoever was named later was served in good faith.
    # Tablets tell whole milliseconds.
    moment = at + _WITHIN_A_MILLISECOND
    statement = select(BlockedProxy.kind).where(
        BlockedProxy.number == number,
        _covers(area_code),
        BlockedProxy.added_at <= moment,
        or_(BlockedProxy.removed_at.is_(None), BlockedProxy.removed_at > moment),
    )
    return db.session.scalar(statement.limit(1))


def _covers(area_code: str) -> ColumnElement[bool]:
    county = area_code[:_COUNTY_DIGITS]
    above = [area_code[:length].ljust(12, "0") for length in _LEVELS]
    return or_(BlockedProxy.area_code.startswith(county), BlockedProxy.area_code.in_(above))


def _served(number: str, household: str, at: datetime) -> int:
    statement: Select[int] = select(func.count(ProxyUse.household.distinct())).where(
        ProxyUse.number == number,
        ProxyUse.corrected_by.is_(None),
        ProxyUse.at > window_start(at),
        ProxyUse.at <= at,
        ProxyUse.household != household,
    )
    return db.session.scalar(statement) or 0


def _is_a_supervisor(officer_id: str, area_code: str) -> bool:
    held = select(OfficerRole.role).where(OfficerRole.officer_id == officer_id, OfficerRole.role == _SUPERVISOR)
    if db.session.scalar(held) is None:
        return False
    return officer_id in {one.id for one in officers_serving(area_code, _SUPERVISOR)}


def _officer_names(ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}
