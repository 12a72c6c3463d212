"""Guards about the joint count at the end of a round (4.1.1.b, 2.3). Twin: pwa/src/rules/countGuards.ts."""

from typing import Any

from server.rules.facts import Facts, approval_of, is_attached, payload_of

_LISTS = ("returned", "wrong", "missing", "elsewhere")
_COUNT = "count"


def _known(facts: Facts) -> dict[str, Any] | None:
    known: dict[str, Any] | None = facts.get("count")
    return known


def _manager_signature(facts: Facts) -> str | None:
    found: str | None = payload_of(facts)["signatures"]["bank_manager"]
    return found


def count_adds_up(facts: Facts) -> bool:
    payload, known = payload_of(facts), _known(facts)
    counted = [card for name in _LISTS for card in payload[name]]
    if len(set(counted)) != len(counted):
        return False
    return known is None or payload["handed"] + len(counted) == known["taken"]


def cash_is_that_of_the_receipts(facts: Facts) -> bool:
    known = _known(facts)
    return known is None or known["cash_fen"] is None or payload_of(facts)["cash_fen"] == known["cash_fen"]


def count_is_signed(facts: Facts) -> bool:
    return is_attached(facts, "officer_signature", payload_of(facts)["signatures"]["specialist"])


def manager_signs_here(facts: Facts) -> bool:
    # Without it the other half comes from the companion.
    return _manager_signature(facts) is not None


def manager_has_signed_the_count(facts: Facts) -> bool:
    approval, signature = approval_of(facts), _manager_signature(facts)
    if approval is None or _COUNT not in approval["items"] or signature is None:
        return False
    return (
        is_attached(facts, "officer_signature", signature)
        and signature != payload_of(facts)["signatures"]["specialist"]
    )


def cosign_is_signed(facts: Facts) -> bool:
    return is_attached(facts, "officer_signature", payload_of(facts)["signature"])
