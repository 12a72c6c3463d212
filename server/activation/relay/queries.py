"""What a request to a far side says."""

from typing import Any

from server.activation.gateways import Request
from server.activation.models import Activation
from server.cards.models import Card, Cardholder
from server.core.clock import to_wire
from server.db import db


def request_of(activation: Activation) -> Request:
    """Return the request as docs/api/gateways.md describes it."""
    card = db.session.get_one(Card, activation.card_id)
    return Request(activation.business_key, _BODIES[activation.kind](activation, card))


def _social(activation: Activation, card: Card) -> dict[str, Any]:
    cardholder = db.session.get_one(Cardholder, card.cardholder_id)
    return {
        "area_code": card.area_code,
        "card_number": card.number,
        "social_security_number": cardholder.social_security_number,
        "name": cardholder.name_raw,
        "requested_at": to_wire(activation.created_at),
    }


def _finance(activation: Activation, card: Card) -> dict[str, Any]:
    return {
        "area_code": card.area_code,
        "card_number": card.number,
        "bank_code": card.bank_code,
        "event_id": activation.event_id,
        "reported_at": to_wire(activation.created_at),
    }


def _recovery(activation: Activation, card: Card) -> dict[str, Any]:
    details = activation.details or {}
    return {
        **_social(activation, card),
        "temporary_card_number": details.get("number"),
        "how": details.get("how"),
    }


_BODIES = {"social": _social, "finance": _finance, "recovery": _recovery}
