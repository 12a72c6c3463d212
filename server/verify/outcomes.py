"""Where the rows a record led to repeat what it says. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

_COMMON = {"card_id": "payload.card_id", "cardholder_id": "payload.cardholder_id", "round_id": "round"}
_OFFICER = {"officer_id": "officer", "device_id": "device"}
# By type: the column of the outcome, and the place in the record; an empty place with a word behind it has that word.
_PLACES: dict[str, dict[str, str]] = {
    "card.handed_over": {
        **_COMMON,
        "device_id": "device",
        "specialist_id": "officer",
        "path": "payload.path|self",
        "place": "payload.place|round",
        "identity_document": "payload.identity.document",
        "identity_method": "payload.identity.method",
        "match_reason": "payload.match.reason",
        "temporary_card": "payload.temporary_card",
        "signature_sha256": "payload.signature.sha256",
        "signature_kind": "payload.signature.kind|ink",
        "witness_name": "payload.signature.witness.name",
        "witness_sha256": "payload.signature.witness.sha256",
        "contact": "payload.contact",
        "notice": "payload.notice",
        "social_activation": "payload.social_activation",
        "told_wechat": "payload.told_wechat",
    },
    "person.not_served": {**_COMMON, **_OFFICER, "reason": "payload.reason", "note": "payload.note"},
    "card.wrong_face": {**_COMMON, **_OFFICER, "items": "payload.items", "correct": "payload.correct"},
    "check.cosigned": {
        **_COMMON, **_OFFICER, "result": "payload.result", "items": "payload.items", "reason": "payload.reason",
    },
    "finance.activated": {
        "card_id": "payload.card_id",
        "round_id": "round",
        "device_id": "device",
        "bank_manager_id": "officer",
        "result": "payload.result",
        "reason": "payload.reason",
        "terminal_reference": "payload.terminal_reference",
        "password_changed": "payload.password_changed",
    },
    "round.counted": {
        "round_id": "round",
        "device_id": "device",
        "specialist_id": "officer",
        "handed": "payload.handed",
        "returned": "payload.returned",
        "wrong": "payload.wrong",
        "missing": "payload.missing",
        "cash_fen": "payload.cash_fen",
        "receipts": "payload.receipts",
        "check_code": "payload.check_code",
        "specialist_signature_sha256": "payload.signatures.specialist",
    },
}  # fmt: skip


def differing_columns(event_type: str, body: Mapping[str, Any], outcome: object) -> Iterator[str]:
    """Yield the columns of an outcome that say something else than its record."""
    for column, place in _PLACES.get(event_type, {}).items():
        path, _, otherwise = place.partition("|")
        if getattr(outcome, column) != (_place_in(body, path) or otherwise or _place_in(body, path)):
            yield column


def _place_in(body: Any, path: str) -> Any:
    for step in path.split("."):
        body = body.get(step) if isinstance(body, Mapping) else None
    return body
