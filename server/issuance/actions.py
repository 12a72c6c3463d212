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
from server.db import db, transaction
from server.issuance.contacts.actions import queue_contact
from server.issuance.contacts.models import ContactCorrection
from server.issuance.cosigns.actions import complete, pass_on_waiting_finance, undo_cosign
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.queries import cosign_for, note_waiting_finance
from server.issuance.cosigns.rules import AGREED, COMPANION
from server.issuance.counts.actions import correct_count
from server.issuance.filing.actions import (
    card_of,
    common,
    judged_card,
    keep_attachments,
    occasion_of,
    present,
    refuse_by_rules,
)
from server.issuance.freezes.actions import freeze_by, release_after
from server.issuance.models import FinanceReport, HandOver, NotServed, WrongFace
from server.issuance.proxies.actions import note_proxy, undo_proxy
from server.issuance.queries import Outcome, bank_reports_of, outcome_of
from server.issuance.receipt_books.models import ReceiptUse
from server.issuance.rules import Case, Report, approval_of
from server.issuance.temporary_cards.actions import settle_with_hand_over, undo_settlement
from server.issuance.temporary_cards.models import TemporaryCardSettlement
from server.rounds.close.models import RoundCount
from server.rounds.models import Round

_HANDED_OVER = "handed_over"
_INACTIVE, _UNKNOWN, _CHANGED, _SELF = "inactive", "unknown", "changed", "self"
# No more of a proxy than 附件5 has columns for (1.1.3.d).
_PRINTED_OF_PROXY = ("name", "number", "phone", "relation")


def hand_over(report: Report) -> Case | None:
    """Put a card into its holder's hand, or a proxy's, and ask for its social function (1.1.2.c, 1.1.3, 1.2.2.c).

    Returns a case where the bank had refused the person on its own device, or finance was reported for a proxy.

    Raises:
        Refusal: card_already_handed_over (a case for people), or the first rule the facts break.
    """
    with transaction():
        card = card_of(report)
        if card is not None and card.custody_state == _HANDED_OVER:
            raise Refusal("card_already_handed_over")
        refuse_by_rules(report, card)
        card, payload = present(card), report.payload
        second, way = _second_check(report, card)
        audit.record("hand_over", "event", report.id, "1.2.2.c", card=card.id)
        hand_over_card(card.id, card.cardholder_id, occasion_of(report, second))
        change_state(card.id, "face", "find_correct", event_id=report.id)
        handed = _handed_over(report, card, second, way)
        db.session.add(handed)
        if payload.get("proxy") or payload.get("contact"):
            db.session.flush()  # their rows name this one
        note_proxy(report, card)
        settle_with_hand_over(report, card)
        queue_contact(report, card)
        keep_attachments(report, card)
        if payload["social_activation"] == "requested" and not _is_asked_already(card, report):
            activation.request("social", card, report.id)
        refused = complete(handed)
        return pass_on_waiting_finance(handed, card) or refused


def _second_check(report: Report, card: Card) -> tuple[str | None, str]:
    """Return the bank manager who checked, as far as that is known, and the way: on this tablet or the own device."""
    if report.payload.get("bank_check") == COMPANION:
        half = cosign_for(card.id, report.body["round"])
        return (half.officer_id if half is not None and half.result == AGREED else None), COMPANION
    approval = approval_of(report, "bank_manager") or {}
    return approval["officer"], approval["way"]


def _handed_over(report: Report, card: Card, bank_manager_id: str | None, way: str) -> HandOver:
    payload = report.payload
    proxy, signature = payload.get("proxy"), payload["signature"]
    witness = signature.get("witness") or {}
    return HandOver(
        **common(report, card),
        cardholder_id=card.cardholder_id,
        path=payload.get("path") or _SELF,
        place=payload.get("place") or "round",
        handed_at=report.moment,
        specialist_id=report.body["officer"],
        bank_manager_id=bank_manager_id,
        bank_check_way=way,
        identity_document=payload["identity"]["document"],
        identity_method=payload["identity"]["method"],
        proxy={key: proxy.get(key) for key in _PRINTED_OF_PROXY} if proxy else None,
        match={key: payload["match"][key] for key in ("card", "number", "name")},
        match_reason=payload["match"]["reason"],
        temporary_card=payload["temporary_card"],
        signature_sha256=signature["sha256"],
        signature_kind=signature.get("kind") or "ink",
        witness_name=witness.get("name"),
        witness_sha256=witness.get("sha256"),
        contact=payload.get("contact"),
        notice=payload.get("notice"),
        social_activation=payload["social_activation"],
        told_wechat=payload["told_wechat"],
    )


def not_served(report: Report) -> None:
    """Note why a person of the round did not get their card; it stays with the team, frozen if they died (1.2.2.a).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("not_served", "event", report.id, "1.2.2.a", card=card.id, reason=payload["reason"])
        told = NotServed(
            **common(report, card),
            cardholder_id=card.cardholder_id,
            reason=payload["reason"],
            note=payload.get("note"),
            at=report.moment,
            officer_id=report.body["officer"],
        )
        db.session.add(told)
        freeze_by(told, card)
        keep_attachments(report, card)


def wrong_face(report: Report) -> None:
    """Keep a card whose face is wrong with the team, for the list of wrong cards (1.1.2.e, 1.1.1.h).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("wrong_face", "event", report.id, "1.1.2.e", card=card.id, items=payload["items"])
        recall_card(card.id, occasion_of(report))
        change_state(card.id, "face", "find_wrong", event_id=report.id)
        db.session.add(
            WrongFace(
                **common(report, card),
                cardholder_id=card.cardholder_id,
                items=payload["items"],
                correct=payload.get("correct"),
                at=report.moment,
                officer_id=report.body["officer"],
            )
        )
        keep_attachments(report, card)


def report_finance(report: Report) -> None:
    """Note what the bank manager's terminal answered and ask the bank to confirm it (1.2.2.d).

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("report_finance", "event", report.id, "1.2.2.d", card=card.id, result=payload["result"])
        _note_password(card, report)
        waits = card.custody_state != _HANDED_OVER
        if waits:
            note_waiting_finance(card.id)
        db.session.add(
            FinanceReport(
                **common(report, card),
                waits_for_hand_over=waits,
                result=payload["result"],
                reason=payload.get("reason"),
                terminal_reference=payload.get("terminal_reference"),
                password_changed=payload["password_changed"],
                bank_manager_id=report.body["officer"],
                at=report.moment,
            )
        )
        keep_attachments(report, card)
        if payload["result"] == "activated" and not waits:
            change_state(card.id, "finance", "request", event_id=report.id)
            activation.request("finance", card, report.id)


def correct(report: Report) -> None:
    """Take an own record back by a counter-entry; what was there stays readable (4.1.1.b).

    Raises:
        Refusal: correction_of_unknown, correction_twice, correction_after_activation (for two people
            at the county), or the first rule the facts break.
    """
    with transaction():
        count = db.session.get(RoundCount, report.payload["corrects"])
        if count is not None:
            correct_count(report, count)
            return
        outcome = outcome_of(report.payload["corrects"])
        if outcome is None or outcome.round_id != report.body["round"]:
            raise Refusal("correction_of_unknown")
        if outcome.corrected_by is not None:
            raise Refusal("correction_twice")
        card = db.session.get_one(Card, outcome.card_id) if outcome.card_id else None
        refuse_by_rules(report, card, outcome)
        audit.record("correct", "event", report.id, "4.1.1.b", corrects=outcome.id, reason=report.payload["reason"])
        _undo(outcome, card, report)


def take_back(report: Report) -> None:
    """Undo what a parked record led to once two people had let it stand; two people decided so (4.1.1.b).

    Raises:
        Refusal: settlement_final (such a record has no counter-entry), correction_twice, round_closed_since (its card
            would lie in a round that is over), or what the undoing refuses.
    """
    with transaction():
        outcome = outcome_of(report.payload["corrects"])
        if outcome is None:
            raise Refusal("settlement_final")
        if outcome.corrected_by is not None:
            raise Refusal("correction_twice")
        if isinstance(outcome, HandOver | WrongFace):
            _refuse_a_closed_round(outcome.round_id)
        _undo(outcome, db.session.get(Card, outcome.card_id) if outcome.card_id else None, report)


def _refuse_a_closed_round(round_id: str) -> None:
    if db.session.get_one(Round, round_id).state == "closed":
        raise Refusal("round_closed_since")


def _undo(outcome: Outcome, card: Card | None, report: Report) -> None:
    _UNDO[type(outcome)](outcome, card, report)
    outcome.corrected_by = report.id
    if isinstance(outcome, Cosign):
        undo_cosign(outcome)


def _undo_hand_over(outcome: Any, card: Card, report: Report) -> None:
    # Money may already depend on the card: two people at the county settle that, not one on a tablet.
    if card.finance_state != _INACTIVE:
        raise Refusal("correction_after_activation")
    _withdraw("social", outcome.id)
    undo_settlement(outcome.id, report.id)
    _undo_papers(outcome.id, report.id)
    _reverse(outcome.id, report)
    change_state(card.id, "face", "correct", event_id=report.id)


def _undo_papers(hand_over_id: str, corrected_by: str) -> None:
    undo_proxy(hand_over_id, corrected_by)
    contact = db.session.get(ContactCorrection, hand_over_id)
    if contact is not None:
        contact.corrected_by = corrected_by


def replace_hand_over(event_id: str, report: Report) -> None:
    """Let another record of a hand-over stand in place of the first; two people at the county decided so (4.1.1.b).

    What the far side already knows of the card stays as it is: it is the same card of the same person.

    Raises:
        Refusal: correction_of_unknown, correction_twice, or the first rule the facts break.
    """
    with transaction():
        first = db.session.get(HandOver, event_id)
        if first is None:
            raise Refusal("correction_of_unknown")
        if first.corrected_by is not None:
            raise Refusal("correction_twice")
        card = db.session.get_one(Card, first.card_id)
        activation.withdraw("social", first.id)
        movement = movement_of_event(first.id)
        if movement is None:
            raise Refusal("correction_of_unknown")
        reverse_movement(movement.id, occasion_of(report, reason="recorded_twice"))
        change_state(card.id, "face", "correct", event_id=report.id)
        first.corrected_by = report.settlement_id
        _undo_papers(first.id, report.settlement_id or report.id)
        hand_over(report)


def _is_asked_already(card: Card, report: Report) -> bool:
    # Only a record that was parked can meet a card whose function was asked for by another.
    return report.settlement_id is not None and activation.is_asked("social", card.id)


def _undo_wrong_face(outcome: Any, card: Card, report: Report) -> None:
    _reverse(outcome.id, report)
    change_state(card.id, "face", "correct", event_id=report.id)


def _undo_not_served(outcome: Any, card: Card, report: Report) -> None:
    release_after(outcome, card, report.id)


def _undo_finance(outcome: Any, card: Card, report: Report) -> None:
    if outcome.result == "activated" and not outcome.waits_for_hand_over:
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


def _undo_settlement(outcome: Any, _card: Card, report: Report) -> None:
    undo_settlement(outcome.id, report.id)


def _undo_nothing(_outcome: Any, _card: Any, _report: Report) -> None:
    """Moved no card and asked nothing of a far side: that it was taken back is all there is to say."""


_UNDO: dict[type[Outcome], Callable[[Any, Any, Report], None]] = {
    HandOver: _undo_hand_over,
    NotServed: _undo_not_served,
    WrongFace: _undo_wrong_face,
    FinanceReport: _undo_finance,
    Cosign: _undo_nothing,
    TemporaryCardSettlement: _undo_settlement,
    ReceiptUse: _undo_nothing,
}


def _withdraw(kind: Kind, event_id: str) -> None:
    if not activation.withdraw(kind, event_id):
        raise Refusal("correction_after_activation")


def _reverse(event_id: str, report: Report) -> None:
    movement = movement_of_event(event_id)
    if movement is None:
        raise Refusal("correction_of_unknown")
    reverse_movement(movement.id, occasion_of(report, reason=report.payload["reason"]))


def _note_password(card: Card, report: Report) -> None:
    changed, known = bool(report.payload["password_changed"]), card.password_changed
    if changed and known != _CHANGED:
        change_state(card.id, "password", "change", event_id=report.id)
    if not changed and known == _UNKNOWN:
        change_state(card.id, "password", "keep", event_id=report.id)
