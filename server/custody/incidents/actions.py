"""Open an incident, and settle it by two people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from server import audit
from server.audit import actor
from server.cards.models import Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.custody.actions import find_card, lose_again, report_missing_cards, take_back_missing
from server.custody.incidents.models import Incident
from server.custody.incidents.queries import incident_in_scope
from server.custody.incidents.rules import OUTCOMES
from server.custody.models import Vault
from server.custody.rules import Occasion
from server.db import db, transaction

MISSING, SECOND_HAND_OVER = "missing", "second_hand_over"


@dataclass(frozen=True)
class Place:
    """Where something happened, and by which records."""

    area_code: str
    bank_code: str | None
    round_id: str | None = None
    device_id: str | None = None
    event_id: str | None = None
    other_event_id: str | None = None


def report_missing(card_ids: Sequence[str], occasion: Occasion, place: Place) -> list[Incident]:
    """Take cards of a round that nobody can show out of the count: one incident each, frozen until settled (4.1.5).

    Raises:
        Refusal: not_found, card_not_here, illegal_transition.
    """
    with transaction():
        report_missing_cards(card_ids, occasion)
        return [open_incident(MISSING, card_id, place, occasion.at) for card_id in card_ids]


def open_incident(kind: str, card_id: str, place: Place, at: datetime | None = None) -> Incident:
    """Open an incident; joins the transaction of its caller."""
    with transaction():
        incident = Incident(
            kind=kind,
            card_id=card_id,
            round_id=place.round_id,
            device_id=place.device_id,
            event_id=place.event_id,
            other_event_id=place.other_event_id,
            area_code=place.area_code,
            bank_code=place.bank_code,
            state="open",
            opened_at=at or utc_now(),
        )
        db.session.add(incident)
        db.session.flush()
        audit.record("open_incident", "incident", incident.id, "4.1.5", kind=kind, card=card_id)
    return incident


def close_missing_of(event_id: str, card_ids: Sequence[str], occasion: Occasion) -> None:
    """Undo what a count reported missing, because the count itself was taken back (4.1.1.b).

    Raises:
        Refusal: movement_not_last — one of the cards has moved since.
    """
    with transaction():
        statement = select(Incident).where(Incident.event_id == event_id, Incident.card_id.in_(list(card_ids)))
        for incident in db.session.scalars(statement.where(Incident.state == "open")):
            take_back_missing(incident.card_id, occasion)
            incident.state, incident.outcome, incident.cause = "settled", "clarified", occasion.reason
            incident.settled_at, incident.settled_by = utc_now(), occasion.officer_id


@dataclass(frozen=True)
class Findings:
    """What was found out of an incident."""

    outcome: str
    cause: str
    responsible: str
    report_number: str | None
    vault_id: str | None = None


def settle_incident(incident_id: str, found: Findings, second_officer_id: str) -> Incident:
    """Say how it came about and what became of the card, by the supervisor and a second person (4.1.1.b).

    A card that was found goes into a vault: the second person is then its custodian (4.1.4).

    Raises:
        Refusal: not_found, incident_settled, same_person_twice, incident_outcome_unfit, vault_missing,
            not_the_custodian, movement_not_last, illegal_transition.
    """
    with transaction():
        incident = incident_in_scope(incident_id, lock=True)
        if incident.state != "open":
            raise Refusal("incident_settled")
        if second_officer_id == actor().officer_id:
            raise Refusal("same_person_twice")
        if found.outcome not in OUTCOMES[incident.kind]:
            raise Refusal("incident_outcome_unfit")
        _move_the_card(incident, found, second_officer_id)
        incident.state, incident.outcome, incident.cause = "settled", found.outcome, found.cause
        incident.responsible, incident.report_number = found.responsible, found.report_number
        incident.settled_at, incident.settled_by = utc_now(), actor().officer_id
        incident.second_officer_id = second_officer_id
        audit.record(
            "settle_incident",
            "incident",
            incident.id,
            "4.1.1.b",
            outcome=found.outcome,
            second_officer=second_officer_id,
        )
    return incident


def reopen_incident(incident: Incident, occasion: Occasion) -> None:
    """Let a settled incident wait again: its card is missing once more if the settlement had moved it (4.1.1.b).

    Joins the transaction of whoever keeps what the settlement said.

    Raises:
        Refusal: movement_not_last, card_not_here or illegal_transition (the card has moved since).
    """
    if incident.outcome == "found":
        lose_again(incident.card_id, occasion)
    elif incident.outcome == "handed_over" and not _is_missing(incident.card_id):
        report_missing_cards([incident.card_id], replace(occasion, round_id=incident.round_id))
    incident.state, incident.outcome, incident.cause = "open", None, None
    incident.responsible, incident.report_number = None, None
    incident.settled_at, incident.settled_by, incident.second_officer_id = None, None, None


def _move_the_card(incident: Incident, found: Findings, second_officer_id: str) -> None:
    occasion = Occasion(second_officer_id=second_officer_id, round_id=incident.round_id, reason=found.outcome)
    if found.outcome == "found":
        vault = db.session.get(Vault, found.vault_id) if found.vault_id else None
        if vault is None:
            raise Refusal("vault_missing")
        if vault.custodian_id != second_officer_id:
            raise Refusal("not_the_custodian")
        find_card(incident.card_id, vault.id, occasion)
    elif found.outcome == "handed_over" and _is_missing(incident.card_id):
        # The hand-over itself comes by its own record: parked, or written down from the paper.
        take_back_missing(incident.card_id, occasion)


def _is_missing(card_id: str) -> bool:
    return db.session.get_one(Card, card_id).custody_state == MISSING
