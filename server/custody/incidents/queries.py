"""Read incidents."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Device, Officer
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Card, Cardholder
from server.core.masks import mask_card_number, mask_identity_number
from server.custody.incidents.models import Incident
from server.db import db
from server.db.paging import Page, paged
from server.evidence.queries import evidence_of_events

_SHOWN = (
    "id", "kind", "card_id", "round_id", "device_id", "event_id", "other_event_id", "area_code", "state", "opened_at",
    "outcome", "cause", "responsible", "report_number", "settled_at",
)  # fmt: skip


def incident_in_scope(incident_id: str, *, lock: bool = False) -> Incident:
    """Return one incident.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Incident, Incident.id == incident_id, lock=lock)


def incidents(
    page: int, per_page: int, state: str | None = None, kind: str | None = None, round_id: str | None = None
) -> Page[Incident]:
    """Return the incidents in scope, the newest first."""
    statement = scoped(select(Incident), Incident)
    if state:
        statement = statement.where(Incident.state == state)
    if kind:
        statement = statement.where(Incident.kind == kind)
    if round_id:
        statement = statement.where(Incident.round_id == round_id)
    return paged(statement.order_by(Incident.opened_at.desc(), Incident.id), page, per_page)


def describe_incidents(found: Sequence[Incident]) -> list[dict[str, Any]]:
    """Return incidents with card, person and people by name; numbers masked."""
    cards = {
        card.id: (card, holder)
        for card, holder in db.session.execute(
            select(Card, Cardholder)
            .join(Cardholder, Cardholder.id == Card.cardholder_id)
            .where(Card.id.in_({one.card_id for one in found}))
        )
    }
    officers = _names(Officer, {i for one in found for i in (one.settled_by, one.second_officer_id) if i})
    devices = _names(Device, {one.device_id for one in found if one.device_id})
    return [
        {
            **{name: getattr(one, name) for name in _SHOWN},
            "box_position": cards[one.card_id][0].box_position,
            "card_number_masked": mask_card_number(cards[one.card_id][0].number),
            "custody_state": cards[one.card_id][0].custody_state,
            "person_name": cards[one.card_id][1].name,
            "person_number_masked": mask_identity_number(cards[one.card_id][1].social_security_number),
            "device_name": devices.get(one.device_id or ""),
            "settled_by": officers.get(one.settled_by or ""),
            "second_officer": officers.get(one.second_officer_id or ""),
        }
        for one in found
    ]


def incident_detail(incident_id: str) -> dict[str, Any]:
    """Return one incident with the evidence of both its records.

    Raises:
        Refusal: not_found.
    """
    found = incident_in_scope(incident_id)
    return {
        **describe_incidents([found])[0],
        "first_evidence": evidence_of_events([found.other_event_id] if found.other_event_id else []),
        "second_evidence": evidence_of_events([found.event_id] if found.event_id else []),
    }


def _names(model: type[Device | Officer], ids: set[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in db.session.execute(select(model.id, model.name).where(model.id.in_(sorted(ids))))}
