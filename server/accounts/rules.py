"""What roles may do, who may give them, and how rows say whose they are: pure, read from roles.json."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from server.rules import table

# The longest area code, GB/T 2260 with the village: a prefix names everything from itself to this many nines.
_AREA_DIGITS = 12
EVERY_ROLE = "*"


@dataclass(frozen=True)
class Scoped:
    """Names the columns by which rows of a model belong to someone; only those the model has."""

    area: str | None = None
    bank: str | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Reach:
    """What an officer or a device may see: a branch of the organisation tree, areas, and for banks one bank."""

    organisation_id: str
    path: str
    areas: tuple[str, ...]
    bank_code: str | None

    def covers_area(self, code: str) -> bool:
        """Tell whether an area, of any length, lies inside."""
        return any(first <= code <= last for first, last in map(area_range, self.areas))


def area_range(prefix: str) -> tuple[str, str]:
    """Return the first and last code under a prefix, so that an index on the area answers by comparison.

    Only digits are compared, hence every collation of both engines agrees.
    """
    return prefix, prefix.ljust(_AREA_DIGITS, "9")


def area_prefix(code: str) -> str:
    """Drop the zeros that only fill a code up: 222426000000 → 222426, 222426100000 → 222426100.

    Cuts at the lengths a division can have (2, 4, 6, 9, 12), since a code may end in its own zero.
    """
    for length in (2, 4, 6, 9):
        if code[length:].strip("0") == "":
            return code[:length]
    return code


def roles() -> list[str]:
    """Return every role there is."""
    return list(_roles())


def permissions() -> list[str]:
    """Return every permission there is."""
    return list(_permissions())


def permissions_of(held: Iterable[str]) -> list[str]:
    """Return what the holder of these roles may do, sorted."""
    mine = {*held, EVERY_ROLE}
    return sorted(name for name, row in _permissions().items() if mine & set(row["roles"]))


def may_do(held: Iterable[str], permission: str) -> bool:
    """Tell whether one of the roles carries the permission.

    Raises:
        KeyError: roles.json has no such permission.
    """
    return bool({*held, EVERY_ROLE} & set(_permissions()[permission]["roles"]))


def needs_fresh_proof(permission: str) -> bool:
    """Tell whether who uses the permission must just have proved who they are (ASVS 7.5.3)."""
    return bool(_permissions()[permission].get("fresh", False))


def may_give(held: Iterable[str], role: str) -> bool:
    """Tell whether one of the roles held may give or take `role`."""
    return bool(set(held) & set(_roles()[role]["given_by"]))


def fits_organisation(role: str, kind: str) -> bool:
    """Tell whether people of such an organisation may hold the role."""
    return kind in _roles()[role]["organisations"]


def combination_refused(held: Iterable[str]) -> dict[str, Any] | None:
    """Return the row of duties that must not combine which these roles break, or None."""
    mine = set(held)
    for row in table("roles")["apart"]:
        if sum(1 for group in row["groups"] if mine & set(group)) > 1:
            found: dict[str, Any] = row
            return found
    return None


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """Tell whether an organisation of one kind belongs directly under another."""
    return parent_kind in _organisations()[kind]["under"]


def is_bank(kind: str) -> bool:
    """Tell whether organisations of the kind see their own bank's cards only."""
    return bool(_organisations()[kind]["bank"])


def bank_kinds() -> list[str]:
    """Return the kinds of organisation that belong to a bank."""
    return [kind for kind, row in _organisations().items() if row["bank"]]


@cache
def _roles() -> dict[str, dict[str, Any]]:
    return {row["role"]: row for row in table("roles")["roles"]}


@cache
def _permissions() -> dict[str, dict[str, Any]]:
    return {row["permission"]: row for row in table("roles")["permissions"]}


@cache
def _organisations() -> dict[str, dict[str, Any]]:
    return {row["kind"]: row for row in table("roles")["organisations"]}
