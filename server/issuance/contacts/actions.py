"""Queue contact data that somebody set right."""

from server.cards.models import Card
from server.db import db
from server.issuance.contacts.models import ContactCorrection
from server.issuance.filing.actions import common
from server.issuance.rules import Report

_QUEUED = "queued"


def queue_contact(report: Report, card: Card) -> None:
    """Queue a new phone or address for the province; it never holds the card (1.1.2.b, reading 13)."""
    told = report.payload.get("contact") or {}
    phone, address = told.get("phone") or None, told.get("address") or None
    if phone is None and address is None:
        return
    place = common(report, card)
    db.session.add(
        ContactCorrection(
            **{key: place[key] for key in ("id", "round_id", "area_code", "bank_code")},
            cardholder_id=card.cardholder_id,
            phone=phone,
            address=address,
            state=_QUEUED,
            at=report.moment,
        )
    )
