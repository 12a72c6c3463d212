"""Read batches."""

from typing import Any

from sqlalchemy import func, select

from server.accounts.models import Area, Officer
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Bank, Batch, Card, Cardholder
from server.db import db
from server.db.paging import Page, paged


def batch_in_scope(batch_id: str, *, lock: bool = False) -> Batch:
    """Return one batch; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Batch, Batch.id == batch_id, lock=lock)


def batches(page: int, per_page: int) -> Page[dict[str, Any]]:
    """Return the batches in scope, the newest first, each with where its cards are."""
    statement = scoped(select(Batch), Batch).order_by(Batch.imported_at.desc(), Batch.id)
    found = paged(statement, page, per_page)
    states = _counts_by_state([batch.id for batch in found.items])
    items = [{**_described(batch), "by_state": states.get(batch.id, {})} for batch in found.items]
    return Page(items, found.total, found.page, found.per_page)


def batch_with_counts(batch_id: str) -> dict[str, Any]:
    """Return a batch with its cards counted by state, bank and village.

    Raises:
        Refusal: not_found.
    """
    batch = batch_in_scope(batch_id)
    return {
        **_described(batch),
        "by_state": _counts_by_state([batch.id]).get(batch.id, {}),
        "by_bank": _by_bank(batch.id),
        "by_village": _by_village(batch.id),
        "portraits": _portraits(batch.id),
    }


def _described(batch: Batch) -> dict[str, Any]:
    officer = db.session.get_one(Officer, batch.imported_by)
    bank = db.session.get(Bank, batch.bank_code) if batch.bank_code else None
    return {
        "id": batch.id,
        "number": batch.number,
        "area_code": batch.area_code,
        "maker": batch.maker,
        "bank": {"code": bank.code, "name": bank.name} if bank else None,
        "row_count": batch.row_count,
        "state": batch.state,
        "imported_at": batch.imported_at,
        "imported_by": {"id": officer.id, "name": officer.name},
    }


def _counts_by_state(batch_ids: list[str]) -> dict[str, dict[str, int]]:
    statement = scoped(select(Card.batch_id, Card.custody_state, func.count()), Card)
    rows = db.session.execute(statement.where(Card.batch_id.in_(batch_ids)).group_by(Card.batch_id, Card.custody_state))
    counts: dict[str, dict[str, int]] = {}
    for batch_id, state, count in rows:
        counts.setdefault(batch_id, {})[state] = count
    return counts


def _by_bank(batch_id: str) -> list[dict[str, Any]]:
    statement = scoped(select(Bank.code, Bank.name, func.count()).join(Card, Card.bank_code == Bank.code), Card)
    rows = db.session.execute(
        statement.where(Card.batch_id == batch_id).group_by(Bank.code, Bank.name).order_by(Bank.code)
    )
    return [{"bank_code": code, "bank_name": name, "cards": count} for code, name, count in rows]


def _by_village(batch_id: str) -> list[dict[str, Any]]:
    statement = scoped(
        select(Cardholder.village_code, Area.name, func.count())
        .select_from(Card)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .outerjoin(Area, Area.code == Cardholder.village_code),
        Card,
    )
    rows = db.session.execute(
        statement.where(Card.batch_id == batch_id)
        .group_by(Cardholder.village_code, Area.name)
        .order_by(Cardholder.village_code)
    )
    return [{"village_code": code, "village_name": name, "cards": count} for code, name, count in rows]


def _portraits(batch_id: str) -> int:
    statement = scoped(
        select(func.count()).select_from(Card).join(Cardholder, Cardholder.id == Card.cardholder_id), Card
    )
    return db.session.scalar(statement.where(Card.batch_id == batch_id, Cardholder.portrait_sha256.is_not(None))) or 0
