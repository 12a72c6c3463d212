"""Assign addresses to villages, for the people who wait and for the next import."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from server import audit
from server.accounts.areas.queries import area
from server.accounts.models import Area
from server.accounts.scope import reach
from server.audit import actor
from server.cards.addresses.models import AddressRule
from server.cards.models import Card, Cardholder
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction


def assign_addresses(address_keys: Sequence[str], village_code: str) -> int:
    """Give everyone with one of these addresses a village, remember it, and return how many people that were.

    Only people of the village's county are meant: the same words may be another place elsewhere.

    Raises:
        Refusal: village_outside_area; address_key_empty.
    """
    keys = sorted(set(address_keys))
    if not all(keys):
        raise Refusal("address_key_empty")
    with transaction():
        village = area(village_code)
        county_code = village_code[:6]
        # Who waits for a village belongs to the county until then, so a single township may not take them.
        if village is None or village.level != "village" or not reach().covers_area(county_code.ljust(12, "0")):
            raise Refusal("village_outside_area")
        _take_turns(county_code)
        _remember(county_code, keys, village_code)
        people = _move_people(county_code, keys, village_code)
        audit.record("assign_addresses", "area", village_code, "1.2.2.a", addresses=len(keys), people=len(people))
    return len(people)


def _take_turns(county_code: str) -> None:
    """Let one assignment of a county write at a time: two may name the same address."""
    db.session.execute(select(Area.code).where(Area.code == county_code.ljust(12, "0")).with_for_update())


def _remember(county_code: str, keys: list[str], village_code: str) -> None:
    db.session.execute(
        delete(AddressRule).where(AddressRule.area_code == county_code, AddressRule.address_key.in_(keys))
    )
    now, officer = utc_now(), actor().officer_id
    rules = [
        {
            "id": new_id(),
            "area_code": county_code,
            "address_key": key,
            "village_code": village_code,
            "made_by": officer,
            "made_at": now,
        }
        for key in keys
    ]
    db.session.execute(insert(AddressRule), rules)


def _move_people(county_code: str, keys: list[str], village_code: str) -> list[str]:
    waiting = (
        Cardholder.county_code == county_code,
        Cardholder.address_key.in_(keys),
        Cardholder.village_code.is_(None),
    )
    people = list(db.session.scalars(select(Cardholder.id).where(*waiting)))
    of_these = select(Cardholder.id).where(*waiting)
    db.session.execute(
        update(Card)
        .where(Card.cardholder_id.in_(of_these))
        .values(scope_area_code=village_code)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Cardholder)
        .where(*waiting)
        .values(village_code=village_code, area_code=village_code)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return people
