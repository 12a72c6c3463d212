"""Bring the halves of a hand-over together, whichever comes first."""

from server import audit
from server.activation import actions as activation
from server.cards.actions import change_state
from server.cards.models import Card
from server.db import db, transaction
from server.issuance.cosigns.models import Cosign
from server.issuance.cosigns.queries import cosign_for, hand_over_for, waiting_finance
from server.issuance.cosigns.rules import ACTIVATED, AGREED, COMPANION, REFUSED
from server.issuance.filing.actions import common, judged_card
from server.issuance.models import HandOver
from server.issuance.rules import Case, Report

_SELF = "self"


def cosign(report: Report) -> Case | None:
    """Note the bank manager's own check of a person; the hand-over may come before or after it (1.2.2.c).

    Returns a case where the bank refuses what was handed over already.

    Raises:
        Refusal: the first rule the facts break.
    """
    with transaction():
        card, payload = judged_card(report), report.payload
        audit.record("cosign", "event", report.id, "1.2.2.c", card=card.id, result=payload["result"])
        half = Cosign(
            **common(report, card),
            cardholder_id=card.cardholder_id,
            officer_id=report.body["officer"],
            result=payload["result"],
            items=payload["items"],
            reason=payload.get("reason"),
            at=report.moment,
        )
        db.session.add(half)
        db.session.flush()
        handed = hand_over_for(card.id, half.round_id)
        return complete(handed) if handed is not None else None


def complete(handed: HandOver) -> Case | None:
    """Put the bank's last word to a hand-over that waited for it; return a case where it was a refusal."""
    if handed.bank_check_way != COMPANION:
        return None
    half = cosign_for(handed.card_id, handed.round_id)
    handed.bank_manager_id = half.officer_id if half is not None and half.result == AGREED else None
    if half is not None and half.result == REFUSED:
        return Case("bank_refused", half.id, handed.card_id)
    return None


def undo_cosign(half: Cosign) -> None:
    """Take a check back: the hand-over waits for the bank's half again, or has an earlier one."""
    handed = hand_over_for(half.card_id, half.round_id)
    db.session.flush()
    if handed is not None:
        complete(handed)


def pass_on_waiting_finance(handed: HandOver, card: Card) -> Case | None:
    """Ask the bank to confirm what the companion had reported before the hand-over came (1.2.2.d).

    A proxy collected the card: nothing is asked, and people look at it (1.1.3.c).
    """
    case = None
    for waiting in waiting_finance(card.id, handed.round_id):
        waiting.waits_for_hand_over = False
        if waiting.result != ACTIVATED:
            continue
        if handed.path != _SELF:
            case = Case("finance_of_proxy", waiting.id, card.id)
            continue
        change_state(card.id, "finance", "request", event_id=waiting.id)
        activation.request("finance", card, waiting.id)
    return case
