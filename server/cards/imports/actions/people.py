"""Bring the people of a sheet into the register, with the proxies they reserved."""

from datetime import date
from typing import Any

from sqlalchemy import delete, insert, update

from server.cards.imports.queries import Person, people_known
from server.cards.models import Cardholder, ReservedProxy
from server.core.clock import utc_now
from server.core.ids import new_id
from server.db import db

_TAIL, _COUNTY, _CHUNK = 4, 6, 500
_NAMES = ("name", "name_raw", "pinyin", "pinyin_initials")
_PLACE = ("address", "address_key", "village_code", "group_name")


def make_people(area_code: str, rows: list[Any]) -> dict[str, Person]:
    """Add who is new, bring who is known up to date, and return {social security number: person}.

    What a sheet leaves out of a known person stays as it was. `area_code` is the county's six digits.
    """
    known = people_known([row.normalised["number"] for row in rows])
    now = utc_now()
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for row in rows:
        number = row.normalised["number"]
        if number in known:
            changes = _changes(area_code, row.normalised, known[number])
            known[number] = Person(known[number].id, changes.get("area_code", known[number].area_code))
            old.append({"id": known[number].id, **changes})
            continue
        person = {"id": new_id(), "created_at": now, "portrait_sha256": None, **_person(area_code, row.normalised)}
        known[number] = Person(person["id"], person["area_code"])
        new.append(person)
    if new:
        db.session.execute(insert(Cardholder.__table__), new)  # type: ignore[arg-type]
    if old:
        db.session.execute(update(Cardholder), old)
    _reserve_proxies({known[row.normalised["number"]].id: row.normalised["proxy"] for row in rows})
    return known


def _person(area_code: str, normalised: dict[str, Any]) -> dict[str, Any]:
    number = normalised["number"]
    return {
        **{name: normalised[name] for name in (*_NAMES, *_PLACE, "phone")},
        **_of_the_number(normalised),
        "social_security_number": number,
        "number_tail": number[-_TAIL:],
        "area_code": _scope_area(area_code, normalised),
        "county_code": area_code,
    }


def _changes(area_code: str, normalised: dict[str, Any], person: Person) -> dict[str, Any]:
    changes = {name: normalised[name] for name in _NAMES}
    changes |= {name: value for name, value in _of_the_number(normalised).items() if value is not None}
    if normalised["phone"]:
        changes["phone"] = normalised["phone"]
    if normalised["address"]:
        changes |= {name: normalised[name] for name in _PLACE}
        changes |= {"area_code": _scope_area(area_code, normalised), "county_code": area_code}
    elif person.area_code[:_COUNTY] != area_code:
        # The county that has the card sees its holder, who waits there for a village.
        changes |= {"village_code": None, "group_name": None}
        changes |= {"area_code": _scope_area(area_code, normalised), "county_code": area_code}
    return changes


def _of_the_number(normalised: dict[str, Any]) -> dict[str, Any]:
    born = normalised["birth_date"]
    return {
        "number_kind": normalised["number_kind"],
        "sex": normalised["sex"],
        "birth_date": date.fromisoformat(born) if born else None,
    }


def _reserve_proxies(told: dict[str, dict[str, Any] | None]) -> None:
    """Keep whom the sheet names ({cardholder id: proxy}) in place of an earlier one (1.1.3.a)."""
    proxies = [{"cardholder_id": person, **proxy} for person, proxy in told.items() if proxy is not None]
    for start in range(0, len(proxies), _CHUNK):
        chunk = proxies[start : start + _CHUNK]
        ids = [proxy["cardholder_id"] for proxy in chunk]
        db.session.execute(delete(ReservedProxy).where(ReservedProxy.cardholder_id.in_(ids)))
        db.session.execute(insert(ReservedProxy.__table__), chunk)  # type: ignore[arg-type]


def _scope_area(area_code: str, normalised: dict[str, Any]) -> str:
    return normalised["village_code"] or area_code.ljust(12, "0")
