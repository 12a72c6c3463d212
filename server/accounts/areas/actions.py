"""Load the published divisions; add a village."""

import csv
import gzip
from pathlib import Path

from sqlalchemy import insert, select

from server.accounts.areas.models import Area
from server.accounts.areas.queries import area, last_village_number, village_named
from server.accounts.scope import reach
from server.audit import actor, record
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.rules import policy

_DATA = Path(__file__).resolve().parent.parent / "data" / "areas.csv.gz"
_LEVELS = ("province", "city", "county", "township", "village")
_LAST_NUMBER = 999


def load_areas() -> int:
    """Add the published divisions that are not there yet, and return how many that were."""
    with transaction():
        known = set(db.session.scalars(select(Area.code)))
        rows = [row for row in _published() if row["code"] not in known]
        # Parents come first, since a division points at the one above it.
        rows.sort(key=lambda row: (_LEVELS.index(str(row["level"])), str(row["code"])))
        if rows:
            db.session.execute(insert(Area), rows)
            record("load_areas", "area", "published", count=len(rows))
    return len(rows)


def add_village(township_code: str, name: str) -> Area:
    """Add a village to a township in one's areas (1.2.2.a), with the next number of our own range.

    Raises:
        Refusal: not_found, village_exists, no_village_number_left.
    """
    with transaction():
        township = area(township_code)
        if township is None or township.level != "township" or not reach().covers_area(township_code):
            raise Refusal("not_found")
        if village_named(township_code, name):
            raise Refusal("village_exists")
        number = max(last_village_number(township_code) + 1, policy("area.first_own_number"))
        if number > _LAST_NUMBER:
            raise Refusal("no_village_number_left")
        village = Area(
            code=f"{township_code[:9]}{number:03d}",
            name=name,
            level="village",
            parent_code=township_code,
            added_at=utc_now(),
            added_by=actor().officer_id,
        )
        db.session.add(village)
        record("add_village", "area", village.code, clause="1.2.2.a")
    return village


def _published() -> list[dict[str, str | None]]:
    with gzip.open(_DATA, "rt", encoding="utf-8", newline="") as lines:
        return [
            {"code": row["code"], "name": row["name"], "level": row["level"], "parent_code": row["parent"] or None}
            for row in csv.DictReader(lines)
        ]
