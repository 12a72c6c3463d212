"""How proxies are counted and recognised without naming them. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from server.cards.sheets.rules import Row, fold_text
from server.core.clock import CHINA
from server.core.errors import Refusal
from server.core.identity_numbers import normalise_identity_number
from server.forms.models import FormLayout
from server.rules import policy, table

Standing = Literal["fine", "many", "supervisor"]

KINDS = ("village_cadre", "bank_staff")
_COLUMNS = {
    "name": ("姓名", "NAME"),
    "number": ("证件号", "证件号码", "身份证号", "身份证号码", "IDNUMBER"),
    "kind": ("类别", "KIND"),
}
_KIND_WORDS = {"村干部": "village_cadre", "银行人员": "bank_staff", "银行工作人员": "bank_staff"}


def proxy_hash(salt: str, number: str) -> str:
    """Return the hex SHA-256 by which a tablet recognises a number that its bundle does not spell out."""
    return hashlib.sha256((salt + normalise_identity_number(number)).encode()).hexdigest()


def household_of(proxy: dict[str, object], cardholder_id: str) -> str:
    """Return what counts as one: the household register's number where it was noted, else the person alone."""
    noted = "".join(str(proxy.get("household") or "").split()).upper()
    return noted or cardholder_id


def window_start(at: datetime) -> datetime:
    """Return from when a proxy's earlier collections count (reading 10)."""
    return at - timedelta(days=policy("proxy.window_days"))


def standing(persons: int) -> Standing:
    """Say how many one proxy has collected for: fine, many, or only by a supervisor's exception (reading 10)."""
    if persons >= policy("proxy.supervisor_at"):
        return "supervisor"
    return "many" if persons >= policy("proxy.warn_at") else "fine"


class Blocked(NamedTuple):
    """Somebody for the block list. kind: village_cadre | bank_staff."""

    kind: str
    name: str
    number: str


def read_block_list(rows: Sequence[Row]) -> list[tuple[int, Blocked | None]]:
    """Return the people of a sheet, each with its row's number; None where a row does not say all three.

    Raises:
        Refusal: block_list_unreadable — the first row does not name the three columns.
    """
    header = [fold_text(str(cell)).upper() if cell is not None else "" for cell in (rows[0] if rows else [])]
    places = {key: next((header.index(one) for one in names if one in header), None) for key, names in _COLUMNS.items()}
    if any(place is None for place in places.values()):
        raise Refusal("block_list_unreadable")
    return [
        (number, _read_row({key: _text(row, place or 0) for key, place in places.items()}))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in row)
    ]


def _read_row(told: dict[str, str]) -> Blocked | None:
    kind = _KIND_WORDS.get(told["kind"], told["kind"].lower())
    if kind not in KINDS or not told["name"] or not told["number"]:
        return None
    return Blocked(kind, told["name"][:80], told["number"][:30])


def _text(row: Row, place: int) -> str:
    cell = row[place] if place < len(row) else None
    # A number that went through a float has lost its digits: it is no number any more.
    return fold_text(cell) if isinstance(cell, str) else ""


def exception_cells(described: Mapping[str, Any], layout: FormLayout) -> list[list[str]]:
    """Return what every column of the sheet of exceptions says of one, each column as the lines of its cell."""
    relation = described["relation"]
    words = layout.words["relation"]
    texts = {
        "at": f"{described['at'].astimezone(CHINA):%Y-%m-%d %H:%M}",
        "place": described["area_name"],
        "holder": described["cardholder_name"],
        "box_position": described["box_position"],
        "proxy": described["proxy_name"],
        "proxy_number": described["proxy_number_masked"],
        "relation": _words().get(relation, relation or words["none"]),
        "reason": _words()[described["reason"]],
        "document": described["document"],
        "supervisor": described["supervisor"],
        "served": str(described["served"]),
    }
    return [[texts[column.key]] for column in layout.columns]


def _words() -> dict[str, str]:
    lists = ("relation", "relation_refused", "proxy_exception")
    return {row["code"]: str(row["zh"]) for row in table("reasons")["rows"] if row["list"] in lists}
