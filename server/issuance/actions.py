"""Carry out what a tablet reports: each verb joins the transaction of its caller and stands or falls whole."""

from collections.abc import Callable
from typing import Any

from server import audit
from server.activation import actions as activation
from server.activation.rules import Kind
from server.cards.actions import change_state
from server.cards.models import Card
from server.core.errors import Refusal
from server.custody.actions import hand_over_card, recall_card, reverse_movement
from server.custody.queries import movement_of_event
from server.custody.rules import Occasion
from server.db import db, transaction
from server.evidence.actions import Origin, keep_evidence
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.queries import Outcome, bank_reports_of, facts_of, outcome_of
from server.issuance.rules import Report, approval_of
from server.rounds.models import Round
from server.rules import judge

_HANDED_OVER = "handed_over"
_INACTIVE, _UNKNOWN, _CHANGED = "inactive", "unknown", "changed"


def hand_over(report: Report) -> None:
    """Put a card into its holder's hand and ask for its social function (1.1.2.c, 1.2.2.c, 1.2.2.d).

    Raises:
        Refusal: card_already_handed_over (a case for people), or the first rule the facts break.
    """
    with transaction():
        card = _card(report)
        if card is not None and card.custody_state == _HANDED_OVER:
            raise Refusal("card_already_handed_over")
        _refuse_by_rules(report, card)
        card, payload = _present(card), report.payload
        approval = approval_of(report, "bank_manager") or {}
        audit.record("hand_over", "event", report.id, "1.2.2.c", card=card.id)
        hand_over_card(card.id, card.cardholder_id, _occasion(report, approval.get("officer")))
        change_state(card.id, "face", "find_correct", event_id=report.id)
        db.session.add(
            HandOver(
                **_common(report, card),
                cardholder_id=card.cardholder_id,
                path=payload["path"],
                handed_at=report.moment,
                specialist_id=report.body["officer"],
                bank_manager_id=approval["officer"],
                bank_check_way=approval["way"],
                identity_method=payload["identity"]["method"],
                match={key: payload["match"][key] for key in ("card", "number", "name")},
                match_reason=payload["match"]["reason"],
                temporary_card=payload["temporary_card"],
                signature_sha256=payload["signature"]["sha256"],
                social_activation=payload["social_activation"],
                told_wechat=payload["told_wechat"],
            )
        )
        _keep_attachments(report, card)
        if payload["social_activation"] == "requested":
            activation.request("social", card, report.id)


def not_served(report: Report) -> None:
    """Note why a person of the round did not get their card; the card stays with the team (1.2.2.a).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = _judged_card(report), report.payload
        audit.record("not_served", "event", report.id, "1.2.2.a", card=card.id, reason=payload["reason"])
        db.session.add(
            NotServed(
                **_common(report, card),
                cardholder_id=card.cardholder_id,
                reason=payload["reason"],
                note=payload.get("note"),
                at=report.moment,
                officer_id=report.body["officer"],
            )
        )
        _keep_attachments(report, card)


def wrong_face(report: Report) -> None:
    """Keep a card whose face is wrong with the team, for the list of wrong cards (1.1.2.e, 1.1.1.h).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = _judged_card(report), report.payload
        audit.record("wrong_face", "event", report.id, "1.1.2.e", card=card.id, items=payload["items"])
        recall_card(card.id, _occasion(report))
        change_state(card.id, "face", "find_wrong", event_id=report.id)
        db.session.add(
            WrongFace(
                **_common(report, card),
                cardholder_id=card.cardholder_id,
                items=payload["items"],
                correct=payload.get("correct"),
                at=report.moment,
                officer_id=report.body["officer"],
            )
        )
        _keep_attachments(report, card)


def report_finance(report: Report) -> None:
    """Note what the bank manager's terminal answered and ask the bank to confirm it (1.2.2.d).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = _judged_card(report), report.payload
        audit.record("report_finance", "event", report.id, "1.2.2.d", card=card.id, result=payload["result"])
        _note_password(card, report)
        db.session.add(
            FinanceReport(
                **_common(report, card),
                result=payload["result"],
                reason=payload.get("reason"),
                terminal_reference=payload.get("terminal_reference"),
                password_changed=payload["password_changed"],
                bank_manager_id=report.body["officer"],
                at=report.moment,
            )
        )
        _keep_attachments(report, card)
        if payload["result"] == "activated":
            change_state(card.id, "finance", "request", event_id=report.id)
            activation.request("finance", card, report.id)


def correct(report: Report) -> None:
    """Take an own record back by a counter-entry; what was there stays readable (4.1.1.b).

    Raises:
        Refusal: correction_of_unknown, correction_twice, correction_after_activation (for two people
            at the county), or the first rule the facts break.
    """
    with transaction():
        outcome = outcome_of(report.payload["corrects"])
        if outcome is None or outcome.round_id != report.body["round"]:
            raise Refusal("correction_of_unknown")
        if outcome.corrected_by is not None:
            raise Refusal("correction_twice")
        card = db.session.get_one(Card, outcome.card_id)
        _refuse_by_rules(report, card, outcome)
        audit.record("correct", "event", report.id, "4.1.1.b", corrects=outcome.id, reason=report.payload["reason"])
        _UNDO[type(outcome)](outcome, card, report)
        outcome.corrected_by = report.id


def _undo_hand_over(outcome: Any, card: Card, report: Report) -> None:
    # Money may already depend on the card: two people at the county settle that, not one on a tablet.
    if card.finance_state != _INACTIVE:
        raise Refusal("correction_after_activation")
    _withdraw("social", outcome.id)
    _reverse(outcome.id, report)
    change_state(card.id, "face", "correct", event_id=report.id)


def _undo_wrong_face(outcome: Any, card: Card, report: Report) -> None:
    _reverse(outcome.id, report)
    change_state(card.id, "face", "correct", event_id=report.id)


def _undo_finance(outcome: Any, card: Card, report: Report) -> None:
    if outcome.result == "activated":
        _withdraw("finance", outcome.id)
        change_state(card.id, "finance", "withdraw", event_id=report.id)
    _undo_password(outcome, card, report)


def _undo_password(outcome: FinanceReport, card: Card, report: Report) -> None:
    """Let the password be what the card's other bank reports say, unknown where there are none."""
    if card.password_changed == _UNKNOWN:
        return
    change_state(card.id, "password", "correct", event_id=report.id)
    others = [other.password_changed for other in bank_reports_of(card.id) if other.id != outcome.id]
    if others:
        change_state(card.id, "password", "change" if any(others) else "keep", event_id=report.id)


def _undo_nothing(_outcome: Any, _card: Card, _report: Report) -> None:
    """A person who was not served has no card to take back."""


_UNDO: dict[type[Outcome], Callable[[Any, Card, Report], None]] = {
    HandOver: _undo_hand_over,
    NotServed: _undo_nothing,
    WrongFace: _undo_wrong_face,
    FinanceReport: _undo_finance,
}


def _withdraw(kind: Kind, event_id: str) -> None:
    if not activation.withdraw(kind, event_id):
        raise Refusal("correction_after_activation")


def _reverse(event_id: str, report: Report) -> None:
    movement = movement_of_event(event_id)
    if movement is None:
        raise Refusal("correction_of_unknown")
    reverse_movement(movement.id, _occasion(report, reason=report.payload["reason"]))


def _note_password(card: Card, report: Report) -> None:
    changed, known = bool(report.payload["password_changed"]), card.password_changed
    if changed and known != _CHANGED:
        change_state(card.id, "password", "change", event_id=report.id)
    if not changed and known == _UNKNOWN:
        change_state(card.id, "password", "keep", event_id=report.id)


def _judged_card(report: Report) -> Card:
    card = _card(report)
    _refuse_by_rules(report, card)
    return _present(card)


def _card(report: Report) -> Card | None:
    return db.session.get(Card, report.payload["card_id"])


def _present(card: Card | None) -> Card:
    if card is None:
        raise Refusal("card_not_in_round")
    return card


def _refuse_by_rules(report: Report, card: Card | None, corrected: Outcome | None = None) -> None:
    for finding in judge(facts_of(report, card, corrected)):
        raise Refusal(finding.code)


def _occasion(report: Report, second_officer_id: str | None = None, reason: str | None = None) -> Occasion:
    return Occasion(
        officer_id=report.body["officer"],
        second_officer_id=second_officer_id,
        at=report.moment,
        round_id=report.body["round"],
        event_id=report.id,
        reason=reason,
    )


def _common(report: Report, card: Card) -> dict[str, Any]:
    return {
        "id": report.id,
        "card_id": card.id,
        "round_id": report.body["round"],
        "device_id": report.device_id,
        "area_code": db.session.get_one(Round, report.body["round"]).area_code,
        "bank_code": card.bank_code,
    }


def _keep_attachments(report: Report, card: Card) -> None:
    place = _common(report, card)
    origin = Origin(place["area_code"], card.bank_code, report.id, card.id, report.body["round"])
    for attachment in report.body["attachments"]:
        keep_evidence(origin, attachment["kind"], attachment["sha256"], expected_card_number=card.number)
