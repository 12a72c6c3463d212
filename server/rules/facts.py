"""How guards read a record: its payload, its approvals, its attachments. Twin: pwa/src/rules/facts.ts."""

from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]
Guard = Callable[[Facts], bool]


def payload_of(facts: Facts) -> dict[str, Any]:
    """Return what the record says beside its envelope."""
    payload: dict[str, Any] = facts["event"]["payload"]
    return payload


def approval_of(facts: Facts) -> dict[str, Any] | None:
    """Return the bank manager's check given on this tablet, or None."""
    return next((a for a in facts["event"]["approvals"] if a["role"] == "bank_manager"), None)


def is_attached(facts: Facts, kind: str, sha256: str | None = None) -> bool:
    """Tell whether the record brings an attachment of this kind, and with this hash if one is named."""
    found = (a for a in facts["event"]["attachments"] if a["kind"] == kind)
    return any(sha256 is None or a["sha256"] == sha256 for a in found)


def proxy_of(facts: Facts) -> dict[str, Any]:
    """Return who collects for the person; empty where the person came, and in records older than proxies."""
    return payload_of(facts).get("proxy") or {}


def signature_of(facts: Facts) -> dict[str, Any]:
    """Return how the hand-over was signed: ink by the person, where the record says no more."""
    return {"kind": "ink", "by": "self", "witness": None, **payload_of(facts)["signature"]}


def fee_of(facts: Facts) -> dict[str, Any] | None:
    """Return the fee that a hand-over names beside the temporary card, or that a payment of its own is."""
    payload = payload_of(facts)
    if facts["event"]["type"] == "card.handed_over":
        fee: dict[str, Any] | None = payload["temporary_card"].get("fee")
        return fee
    return payload
