"""Receive a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from server import audit
from server.accounts.officers.queries import officer_in_scope
from server.audit import actor
from server.cards.batches.actions import mark_received
from server.cards.batches.queries import batch_in_scope
from server.cards.models import Batch, Card
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.custody.actions import move
from server.custody.models import Discrepancy, Vault, VaultReceipt
from server.custody.receipts.queries import receipt_of_batch
from server.custody.receipts.rules import Difference, check_differences
from server.custody.rules import Holder, Occasion
from server.custody.vaults.queries import vault_in_scope
from server.db import db, transaction
from server.rules import initial_state


@dataclass(frozen=True)
class Count:
    """What was counted where, by whom besides the one who acts, and how it differs."""

    vault_id: str
    counted: int
    differences: Sequence[Difference] = field(default_factory=tuple)
    note: str = ""
    second_officer_id: str | None = None


def receive_batch(batch_id: str, count: Count) -> VaultReceipt:
    """Count a batch into a vault: every card there gets its line, every card not there a discrepancy.

    Raises:
        Refusal: not_found; batch_already_received; not_the_custodian; same_person_twice; those of
            `check_differences`.
    """
    with transaction():
        batch = batch_in_scope(batch_id, lock=True)
        vault = vault_in_scope(count.vault_id)
        if receipt_of_batch(batch.id) is not None:
            raise Refusal("batch_already_received")
        _refuse_wrong_people(vault, count)
        expected = set(db.session.scalars(select(Card.id).where(Card.batch_id == batch.id)))
        check_differences(expected, count.counted, list(count.differences))
        receipt = _write_receipt(batch, vault, count, len(expected))
        _move_cards(receipt, expected, count)
        mark_received(batch)
    return receipt


def _refuse_wrong_people(vault: Vault, count: Count) -> None:
    counting = actor().officer_id
    # 4.1.1.a, 4.1.4: the named custodian counts, nobody stands in.
    if counting != vault.custodian_id:
        raise Refusal("not_the_custodian")
    if count.second_officer_id == counting:
        raise Refusal("same_person_twice")
    if count.second_officer_id is not None:
        officer_in_scope(count.second_officer_id)


def _write_receipt(batch: Batch, vault: Vault, count: Count, expected: int) -> VaultReceipt:
    now = utc_now()
    receipt = VaultReceipt(
        batch_id=batch.id,
        vault_id=vault.id,
        expected=expected,
        counted=count.counted,
        counted_by=actor().officer_id,
        second_officer_id=count.second_officer_id,
        at=now,
        note=count.note,
    )
    db.session.add(receipt)
    db.session.flush()
    for line in count.differences:
        db.session.add(
            Discrepancy(
                receipt_id=receipt.id,
                card_id=line.card_id,
                kind=line.kind,
                detail=line.detail,
                opened_at=now,
                state=initial_state("discrepancy"),
            )
        )
    audit.record(
        "receive_batch",
        "batch",
        batch.id,
        "4.1.1.b",
        vault=vault.id,
        expected=expected,
        counted=count.counted,
        differences=len(count.differences),
    )
    return receipt


def _move_cards(receipt: VaultReceipt, expected: set[str], count: Count) -> None:
    missing = {line.card_id for line in count.differences if line.kind == "missing"}
    occasion = Occasion(second_officer_id=count.second_officer_id, at=receipt.at, receipt_id=receipt.id)
    arrived = expected - missing
    if arrived:
        move(arrived, "vault_in", Holder("vault", count.vault_id), occasion)
    if missing:
        move((i for i in missing if i), "report_missing", Holder("supplier"), occasion)
