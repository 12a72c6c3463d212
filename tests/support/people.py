"""Made-up organisations, officers with fixed powers, and cardholders with valid check digits."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from server.accounts.areas.models import Area
from server.accounts.officers.models import Officer, OfficerRole
from server.accounts.officers.rules import hash_password
from server.accounts.organisations.models import Organisation, OrganisationArea
from server.audit import Actor, acting_as
from server.core.identity_numbers import check_character
from server.core.ids import new_id
from server.db import db, transaction
from tests.support.clients import client_of

PASSWORD = "made-up-pass-phrase"
HEADERS = {"X-Songka": "1"}

_numbers = count(1)

ANTU, MINGYUE, LONGQUAN = "222426", "222426100", "222426100201"


@dataclass
class World:
    """The organisations of a small Jilin, by what they are. 敦化 is where nobody of 安图 may look."""

    province: str
    city: str
    county: str
    station: str
    bank: str
    branch: str
    other_county: str
    other_station: str
    other_bank: str
    other_branch: str
    officers: dict[str, str] = field(default_factory=dict)


def make_world() -> World:
    """Store two counties and two banks with their branches (and the areas they serve)."""
    with transaction():
        _make_areas()
        province = make_organisation("provincial_center", "吉林省社保卡中心", None, ("22",))
        city = make_organisation("city_hr", "延边州人社局", province, ("2224",))
        county = make_organisation("county_hr", "安图县人社局", city, (ANTU,))
        other_county = make_organisation("county_hr", "敦化市人社局", city, ("222403",))
        bank = make_organisation("partner_bank", "长白农商银行", province, ("22",), "CBRCB")
        other_bank = make_organisation("partner_bank", "图们江银行", province, ("22",), "TMJB")
        return World(
            province=province.id,
            city=city.id,
            county=county.id,
            station=make_organisation("grassroots_station", "明月镇人社站", county, (MINGYUE,)).id,
            bank=bank.id,
            branch=make_organisation("bank_branch", "长白农商银行安图支行", bank, (ANTU,), "CBRCB").id,
            other_county=other_county.id,
            other_station=make_organisation("grassroots_station", "大石头镇人社站", other_county, ("222403100",)).id,
            other_bank=other_bank.id,
            other_branch=make_organisation("bank_branch", "图们江银行安图支行", other_bank, (ANTU,), "TMJB").id,
        )


def make_organisation(
    kind: str, name: str, parent: Organisation | None, prefixes: tuple[str, ...], bank_code: str | None = None
) -> Organisation:
    """Store an organisation inside the running transaction."""
    organisation_id = new_id()
    organisation = Organisation(
        id=organisation_id,
        kind=kind,
        name=name,
        form_body=name[:3],
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{organisation_id}/",
        bank_code=bank_code,
        areas=[OrganisationArea(prefix=prefix) for prefix in prefixes],
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def make_officer(organisation_id: str, *roles: str, username: str | None = None, name: str = "甲") -> str:
    """Store an officer whose password is PASSWORD; return their id."""
    officer_id = new_id()
    with transaction():
        db.session.add(
            Officer(
                id=officer_id,
                username=username or f"officer{next(_numbers)}",
                name=name,
                organisation_id=organisation_id,
                password_hash=_made_up_hash(),
                role_rows=[OfficerRole(role=role) for role in roles],
            )
        )
    return officer_id


def as_officer(officer_id: str, device_id: str | None = None) -> "acting_as":  # type: ignore[valid-type]
    """Act as an officer inside a `with` block, without a request."""
    return acting_as(Actor(officer_id=officer_id, device_id=device_id))


def logged_in(app: Flask, officer_id: str) -> FlaskClient:
    """Return a client in which this officer has logged in."""
    client = client_of(app)
    officer = db.session.get(Officer, officer_id)
    answer = client.post("/api/v1/session", json={"username": officer.username, "password": PASSWORD}, headers=HEADERS)
    assert answer.status_code == 201, answer.json
    return client


def identity_numbers(area: str = ANTU, first: date = date(1948, 3, 5)) -> Iterator[str]:
    """Yield identity numbers of made-up people, each of another day and all with the right check digit."""
    for number in count():
        born = first + timedelta(days=number * 97 % 25000)
        first17 = f"{area}{born:%Y%m%d}{100 + number % 900:03d}"
        yield first17 + check_character(first17)


def _make_areas() -> None:
    rows = [
        ("220000000000", "吉林省", "province", None),
        ("222400000000", "延边朝鲜族自治州", "city", "220000000000"),
        ("222403000000", "敦化市", "county", "222400000000"),
        ("222403100000", "大石头镇", "township", "222403000000"),
        ("222403100201", "民胜村", "village", "222403100000"),
        ("222426000000", "安图县", "county", "222400000000"),
        ("222426100000", "明月镇", "township", "222426000000"),
        ("222426100201", "龙泉村", "village", "222426100000"),
        ("222426100202", "九龙村", "village", "222426100000"),
    ]
    for code, name, level, parent_code in rows:
        db.session.add(Area(code=code, name=name, level=level, parent_code=parent_code))
        db.session.flush()


@cache
def _made_up_hash() -> str:
    # One hash for all: argon2 is slow on purpose.
    return hash_password(PASSWORD)
