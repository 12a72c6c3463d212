"""The steps that the actions of all reports share; each joins the transaction of its caller."""

from typing import Any

from server.cards.models import Card
from server.core.errors import Refusal
from server.custody.rules import Occasion
from server.db import db
from server.evidence.actions import Origin, keep_evidence
from server.evidence.queries import is_kept
from server.issuance.queries import Outcome, facts_of
from server.issuance.rules import Report
from server.rounds.models import Round
from server.rules import judge


def judged_card(report: Report) -> Card:
    """Return the card a report speaks of, once no rule stands against the report.

    Raises:
        Refusal: the first rule the facts break, or card_not_in_round.
    """
    card = card_of(report)
    refuse_by_rules(report, card)
    return present(card)


def card_of(report: Report) -> Card | None:
    """Return the card a report names, or None."""
    return db.session.get(Card, report.payload["card_id"])


def present(card: Card | None) -> Card:
    """Return the card there is.

    Raises:
        Refusal: card_not_in_round — there is none.
    """
    if card is None:
        raise Refusal("card_not_in_round")
    return card


def refuse_by_rules(report: Report, card: Card | None, corrected: Outcome | None = None) -> None:
    """Judge a report by the hand-over table.

    Raises:
        Refusal: the first rule the facts break that nobody at the desk answers for.
    """
    for finding in judge(facts_of(report, card, corrected)):
        if finding.code not in report.waived:
            raise Refusal(finding.code)


def occasion_of(report: Report, second_officer_id: str | None = None, reason: str | None = None) -> Occasion:
    """Return when, by whom and under which round a card moves because of a report."""
    return Occasion(
        officer_id=report.body["officer"],
        second_officer_id=second_officer_id,
        at=report.moment,
        round_id=report.body["round"],
        event_id=report.id,
        reason=reason,
    )


def placed(report: Report, bank_code: str | None = None) -> dict[str, Any]:
    """Return the columns that say where a report belongs: its id, round, device, area and bank."""
    leaving = db.session.get_one(Round, report.body["round"])
    return {
        "id": report.id,
        "round_id": leaving.id,
        "device_id": report.device_id,
        "area_code": leaving.area_code,
        "bank_code": bank_code or leaving.bank_code,
    }


def common(report: Report, card: Card) -> dict[str, Any]:
    """Return the columns that every outcome of a card has."""
    return {**placed(report, card.bank_code), "card_id": card.id}


def keep_attachments(report: Report, card: Card) -> None:
    """Keep what a report brings as evidence of the card."""
    place = common(report, card)
    origin = Origin(place["area_code"], card.bank_code, report.id, card.id, report.body["round"])
    for attachment in report.body["attachments"]:
        kind, sha256 = attachment["kind"], attachment["sha256"]
        if report.settlement_id is not None and is_kept(report.id, kind, sha256):
            continue
        keep_evidence(origin, kind, sha256, expected_card_number=card.number)
