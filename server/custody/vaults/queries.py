"""Read vaults and what lies in them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from server.accounts.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.cards.models import Bank, Card
from server.core.clock import utc_now
from server.custody.models import Discrepancy, Movement, Vault, VaultReceipt, VaultTransfer
from server.custody.rules import age_steps
from server.db import db
from server.db.paging import Page, paged


def vault_in_scope(vault_id: str, *, lock: bool = False) -> Vault:
    """Return one vault; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Vault, Vault.id == vault_id, lock=lock)


def cards_in(vault_id: str) -> int:
    """Return how many cards lie in a vault by the ledger, whoever's they are; the caller has the vault in scope."""
    return db.session.scalar(select(func.count()).select_from(Card).where(_lies_in(vault_id))) or 0


def open_discrepancies(vault_id: str) -> int:
    """Return how many discrepancies of counts into a vault wait for people."""
    statement = (
        select(func.count())
        .select_from(Discrepancy)
        .join(VaultReceipt, VaultReceipt.id == Discrepancy.receipt_id)
        .where(VaultReceipt.vault_id == vault_id, Discrepancy.state == "open")
    )
    return db.session.scalar(statement) or 0


def transfers_of(vault_id: str) -> list[dict[str, Any]]:
    """Return who gave the vault to whom, the newest first; the caller has the vault in scope."""
    statement = select(VaultTransfer).where(VaultTransfer.vault_id == vault_id)
    found = db.session.scalars(statement.order_by(VaultTransfer.at.desc(), VaultTransfer.id)).all()
    ids = {officer for one in found for officer in (one.outgoing_id, one.incoming_id)}
    names = {
        row.id: row.name for row in db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))
    }
    return [
        {
            "id": one.id,
            "outgoing": names[one.outgoing_id],
            "incoming": names[one.incoming_id],
            "counted": one.counted,
            "at": one.at,
        }
        for one in found
    ]


def vaults(page: int, per_page: int) -> Page[dict[str, Any]]:
    """Return the vaults in scope with their custodian and how many cards lie in each."""
    found = paged(scoped(select(Vault), Vault).order_by(Vault.area_code, Vault.name), page, per_page)
    counts = _counts_of([vault.id for vault in found.items])
    items = [{**_described(vault), "cards": counts.get(vault.id, 0)} for vault in found.items]
    return Page(items, found.total, found.page, found.per_page)


def vault_with_counts(vault_id: str) -> dict[str, Any]:
    """Return a vault with its cards counted by state, bank and age (4.1.1.b).

    Raises:
        Refusal: not_found.
    """
    vault = vault_in_scope(vault_id)
    return {
        **_described(vault),
        "cards": _counts_of([vault.id]).get(vault.id, 0),
        "by_state": _by_state(vault.id),
        "by_bank": _by_bank(vault.id),
        "by_age": _by_age(vault.id, utc_now()),
        "transfers": transfers_of(vault.id),
    }


def movements_of_vault(vault_id: str, page: int, per_page: int) -> Page[Movement]:
    """Return the lines into and out of a vault, the newest first.

    Raises:
        Refusal: not_found.
    """
    vault = vault_in_scope(vault_id)
    touches = or_(
        and_(Movement.to_kind == "vault", Movement.to_id == vault.id),
        and_(Movement.from_kind == "vault", Movement.from_id == vault.id),
    )
    visible = scoped(select(Card.id), Card)
    statement = select(Movement).where(touches, Movement.card_id.in_(visible)).order_by(Movement.id.desc())
    return paged(statement, page, per_page)


def _described(vault: Vault) -> dict[str, Any]:
    custodian = db.session.get_one(Officer, vault.custodian_id)
    return {
        "id": vault.id,
        "name": vault.name,
        "kind": vault.kind,
        "organisation_id": vault.organisation_id,
        "area_code": vault.area_code,
        "custodian": {"id": custodian.id, "name": custodian.name},
    }


def _lies_in(vault_id: str) -> ColumnElement[bool]:
    return and_(Card.holder_kind == "vault", Card.holder_id == vault_id)


def _counts_of(vault_ids: list[str]) -> dict[str, int]:
    statement = scoped(select(Card.holder_id, func.count()), Card)
    held = and_(Card.holder_kind == "vault", Card.holder_id.in_(vault_ids))
    rows = db.session.execute(statement.where(held).group_by(Card.holder_id))
    return {str(vault_id): count for vault_id, count in rows}


def _by_state(vault_id: str) -> list[dict[str, Any]]:
    statement = scoped(select(Card.custody_state, func.count()), Card).where(_lies_in(vault_id))
    rows = db.session.execute(statement.group_by(Card.custody_state).order_by(Card.custody_state))
    return [{"custody_state": state, "cards": count} for state, count in rows]


def _by_bank(vault_id: str) -> list[dict[str, Any]]:
    counted = select(Bank.code, Bank.name, func.count()).join(Card, Card.bank_code == Bank.code)
    statement = scoped(counted, Card)
    rows = db.session.execute(statement.where(_lies_in(vault_id)).group_by(Bank.code, Bank.name).order_by(Bank.code))
    return [{"bank_code": code, "bank_name": name, "cards": count} for code, name, count in rows]


def _by_age(vault_id: str, now: datetime) -> list[dict[str, Any]]:
    """Count by days since the card came in, as its last line says."""
    steps = age_steps()
    step = case(
        *((Movement.at > now - timedelta(days=to), number) for number, (_, to) in enumerate(steps) if to is not None),
        else_=len(steps) - 1,
    )
    statement = scoped(select(step, func.count()).join(Card, Card.last_movement_id == Movement.id), Card)
    counted = {row[0]: row[1] for row in db.session.execute(statement.where(_lies_in(vault_id)).group_by(step))}
    return [
        {"from_days": start, "to_days": to, "cards": counted.get(number, 0)} for number, (start, to) in enumerate(steps)
    ]
