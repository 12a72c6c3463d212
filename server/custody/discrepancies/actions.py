"""Settle a discrepancy."""

from dataclasses import dataclass

from server import audit
from server.audit import actor
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.custody.actions import lose_again, move
from server.custody.discrepancies.queries import discrepancy_in_scope, receipt_of
from server.custody.models import Discrepancy, Vault
from server.custody.rules import Holder, Occasion
from server.db import db, transaction
from server.rules import next_state, transition_clause


@dataclass(frozen=True)
class Settlement:
    """What was found out: a cause of `causes()`, who answers for it, and the number of the report.

    `custodian_id` is who takes the missing card that is there again into the vault, None where it is not.
    """

    cause: str
    responsible: str
    report_number: str
    note: str = ""
    custodian_id: str | None = None


def settle_discrepancy(discrepancy_id: str, settlement: Settlement) -> Discrepancy:
    """Close a discrepancy with cause, responsibility and report; a card found again goes into the vault (4.1.1.b).

    The custodian has proved their account: two people's names stand in the ledger.

    Raises:
        Refusal: not_found; illegal_transition (it is settled); nothing_was_missing; not_the_custodian;
            same_person_twice; those of `move`.
    """
    with transaction():
        found = discrepancy_in_scope(discrepancy_id, lock=True)
        state, clause = (
            next_state("discrepancy", found.state, "settle"),
            transition_clause("discrepancy", found.state, "settle"),
        )
        if settlement.custodian_id is not None:
            _put_into_vault(found, settlement.custodian_id, settlement.report_number)
        found.state, found.settled_at, found.settled_by = state, utc_now(), actor().officer_id
        found.cause, found.responsible, found.report_number = (
            settlement.cause,
            settlement.responsible,
            settlement.report_number,
        )
        found.note, found.found_again = settlement.note, settlement.custodian_id is not None
        audit.record(
            "settle_discrepancy", "discrepancy", found.id, clause, cause=settlement.cause, found_again=found.found_again
        )
    return found


def reopen_discrepancy(found: Discrepancy, occasion: Occasion) -> None:
    """Let a settled discrepancy wait again; a card that was found again is missing once more (4.1.1.b).

    Joins the transaction of whoever keeps what the settlement said.

    Raises:
        Refusal: illegal_transition (it is not settled); movement_not_last (the card has moved since).
    """
    state = next_state("discrepancy", found.state, "take_back")
    if found.found_again and found.card_id is not None:
        lose_again(found.card_id, occasion)
    found.state, found.settled_at, found.settled_by = state, None, None
    found.cause, found.responsible, found.report_number = None, None, None
    found.note, found.found_again = None, None


def _put_into_vault(found: Discrepancy, custodian_id: str, report_number: str) -> None:
    if found.kind != "missing" or found.card_id is None:
        raise Refusal("nothing_was_missing")
    receipt = receipt_of(found)
    # 4.1.1.a, 4.1.4: the named custodian takes the card, and does not judge the own count.
    if db.session.get_one(Vault, receipt.vault_id).custodian_id != custodian_id:
        raise Refusal("not_the_custodian")
    if custodian_id == actor().officer_id:
        raise Refusal("same_person_twice")
    occasion = Occasion(second_officer_id=custodian_id, receipt_id=receipt.id, reason=report_number)
    move([found.card_id], "find", Holder("vault", receipt.vault_id), occasion)
