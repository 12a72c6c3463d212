"""Read discrepancies; who sees a batch sees what its count found."""

from typing import Any

from sqlalchemy import Row, Select, func, select

from server.accounts.models import Officer
from server.accounts.scope import scoped
from server.cards.models import Batch, Card
from server.core.errors import Refusal
from server.core.masks import mask_card_number
from server.custody.models import Discrepancy, Vault, VaultReceipt
from server.db import db
from server.db.paging import Page


def discrepancy_in_scope(discrepancy_id: str, *, lock: bool = False) -> Discrepancy:
    """Return one discrepancy; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    statement = _in_scope(Discrepancy).where(Discrepancy.id == discrepancy_id)
    found: Discrepancy | None = db.session.scalar(statement.with_for_update(of=Discrepancy) if lock else statement)
    if found is None:
        raise Refusal("not_found")
    return found


def receipt_of(found: Discrepancy) -> VaultReceipt:
    """Return the count that found it."""
    return db.session.get_one(VaultReceipt, found.receipt_id)


def discrepancies(page: int, per_page: int, state: str | None = None) -> Page[dict[str, Any]]:
    """Return the discrepancies in scope, the newest first."""
    narrowed = [] if state is None else [Discrepancy.state == state]
    total = db.session.scalar(_in_scope(func.count()).where(*narrowed)) or 0
    ordered = _shown().where(*narrowed).order_by(Discrepancy.opened_at.desc(), Discrepancy.id)
    rows = db.session.execute(ordered.limit(per_page).offset((page - 1) * per_page))
    return Page([_describe(row) for row in rows], total, page, per_page)


def shown_discrepancy(discrepancy_id: str) -> dict[str, Any]:
    """Return one discrepancy in scope, with names.

    Raises:
        Refusal: not_found.
    """
    row = db.session.execute(_shown().where(Discrepancy.id == discrepancy_id)).one_or_none()
    if row is None:
        raise Refusal("not_found")
    return _describe(row)


def _in_scope(*columns: Any) -> Select[Any]:
    statement = (
        select(*columns)
        .select_from(Discrepancy)
        .join(VaultReceipt, VaultReceipt.id == Discrepancy.receipt_id)
        .join(Batch, Batch.id == VaultReceipt.batch_id)
    )
    return scoped(statement, Batch)


def _shown() -> Select[Any]:
    return (
        _in_scope(
            Discrepancy,
            VaultReceipt,
            Batch.number,
            Vault.name,
            Card.number,
            Card.box_position,
            Card.custody_state,
            Officer.name,
        )
        .join(Vault, Vault.id == VaultReceipt.vault_id)
        .outerjoin(Card, Card.id == Discrepancy.card_id)
        .outerjoin(Officer, Officer.id == Discrepancy.settled_by)
    )


def _describe(row: Row[Any]) -> dict[str, Any]:
    found, receipt, batch_number, vault_name, card_number, box_position, custody_state, settler = tuple(row)
    return {
        "id": found.id,
        "kind": found.kind,
        "state": found.state,
        "detail": found.detail,
        "opened_at": found.opened_at,
        "batch": {"id": receipt.batch_id, "number": batch_number},
        "vault": {"id": receipt.vault_id, "name": vault_name},
        "card_id": found.card_id,
        "card_number_masked": mask_card_number(card_number) if card_number else None,
        "box_position": box_position,
        "custody_state": custody_state,
        "cause": found.cause,
        "responsible": found.responsible,
        "report_number": found.report_number,
        "note": found.note,
        "found_again": found.found_again,
        "settled_at": found.settled_at,
        "settled_by": {"id": found.settled_by, "name": settler} if found.settled_by else None,
    }
