"""Compare two spellings of a name, knowing the pairs that registers write either way. Twin: pwa/src/rules/names.ts."""

from functools import cache
from typing import Literal

from server.core.names import normalise_name
from server.rules.tables import table

NameMatch = Literal["match", "variant", "differs"]


def compare_names(one: str, other: str) -> NameMatch:
    """Return match, variant (equal but for known variant characters) or differs."""
    first, second = normalise_name(one), normalise_name(other)
    if first == second:
        return "match"
    variants = _variants()
    return "variant" if first.translate(variants) == second.translate(variants) else "differs"


@cache
def _variants() -> dict[int, str]:
    return {ord(row["variant"]): row["standard"] for row in table("name_variants")["rows"]}
