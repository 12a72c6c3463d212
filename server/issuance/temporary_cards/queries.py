"""Read temporary cards as they were settled, and the tasks."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import exists, select

from server.accounts.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.activation.models import Activation
from server.cards.models import Card, Cardholder
from server.cards.temporary.models import TemporaryCard, TemporaryCardList
from server.core.masks import mask_identity_number, mask_phone
from server.db import db
from server.db.paging import Page, paged
from server.issuance.models import HandOver
from server.issuance.temporary_cards.models import TemporaryCardSettlement, TemporaryCardTask
from server.issuance.temporary_cards.rules import shown_state

_OPEN, _RECOVERY = "open", "recovery"


def settlement_of(event_id: str) -> TemporaryCardSettlement | None:
    """Return what a record settled and nobody has taken back, or None."""
    found = db.session.get(TemporaryCardSettlement, event_id)
    return found if found is not None and found.corrected_by is None else None


def settlement_of_person(cardholder_id: str) -> TemporaryCardSettlement | None:
    """Return how a person's temporary card was settled, or None."""
    statement = select(TemporaryCardSettlement).where(
        TemporaryCardSettlement.cardholder_id == cardholder_id, TemporaryCardSettlement.corrected_by.is_(None)
    )
    return db.session.scalar(statement.order_by(TemporaryCardSettlement.at.desc()).limit(1))


def settlement_states(cardholder_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return by person how the temporary card was settled and how its recovery stands; who had none is not named."""
    statement = (
        select(TemporaryCardSettlement, Activation.state)
        .outerjoin(Activation, (Activation.event_id == TemporaryCardSettlement.id) & (Activation.kind == _RECOVERY))
        .where(
            TemporaryCardSettlement.cardholder_id.in_(sorted(set(cardholder_ids))),
            TemporaryCardSettlement.corrected_by.is_(None),
        )
        .order_by(TemporaryCardSettlement.at)
    )
    return {
        settled.cardholder_id: {
            "how": settled.how,
            "state": shown_state(settled.state, recovery),
            "number": settled.number,
            "fee_fen": settled.fee_fen,
            "receipt_number": settled.receipt_number,
            "recovery": recovery,
        }
        for settled, recovery in db.session.execute(statement)
    }


def late_hits() -> list[tuple[HandOver, str, str]]:
    """Return hand-overs whose person a newest list still names, though nothing was settled (2.1, reading 24).

    With each the list's id and the temporary card's number. People with an open task, or whose list was found
    wrong since, are left out.
    """
    newest = _newest_lists()
    settled = exists().where(
        TemporaryCardSettlement.cardholder_id == HandOver.cardholder_id, TemporaryCardSettlement.corrected_by.is_(None)
    )
    known = exists().where(TemporaryCardTask.hand_over_id == HandOver.id)
    statement = (
        select(HandOver, TemporaryCard.list_id, TemporaryCard.temporary_card_number)
        .join(Cardholder, Cardholder.id == HandOver.cardholder_id)
        .join(TemporaryCard, TemporaryCard.social_security_number == Cardholder.social_security_number)
        .where(TemporaryCard.list_id.in_(newest), HandOver.corrected_by.is_(None), ~settled, ~known)
        .order_by(HandOver.id, TemporaryCard.issued_on.desc())
    )
    first: dict[str, tuple[HandOver, str, str]] = {}
    for handed, list_id, number in db.session.execute(statement):
        first.setdefault(handed.cardholder_id, (handed, list_id, number))
    return list(first.values())


def tasks(page: int, per_page: int, state: str | None = None) -> Page[TemporaryCardTask]:
    """Return the tasks in scope, the oldest first."""
    statement = scoped(select(TemporaryCardTask), TemporaryCardTask)
    if state:
        statement = statement.where(TemporaryCardTask.state == state)
    return paged(statement.order_by(TemporaryCardTask.created_at, TemporaryCardTask.id), page, per_page)


def task_in_scope(task_id: str) -> TemporaryCardTask:
    """Return one task, held until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(TemporaryCardTask, TemporaryCardTask.id == task_id, lock=True)


def open_task_of(cardholder_id: str) -> TemporaryCardTask | None:
    """Return the open task of a person, or None."""
    statement = select(TemporaryCardTask).where(
        TemporaryCardTask.cardholder_id == cardholder_id, TemporaryCardTask.state == _OPEN
    )
    return db.session.scalar(statement)


def task_settled_by(settlement_id: str) -> TemporaryCardTask | None:
    """Return the task that a settlement closed, or None."""
    return db.session.scalar(select(TemporaryCardTask).where(TemporaryCardTask.settlement_id == settlement_id))


def describe_tasks(found: Sequence[TemporaryCardTask]) -> list[dict[str, Any]]:
    """Return tasks with person, card and the list that named them."""
    holders = {one.id: one for one in _where(Cardholder, Cardholder.id, {task.cardholder_id for task in found})}
    cards = {one.id: one for one in _where(Card, Card.id, {task.card_id for task in found})}
    lists = {one.id: one for one in _where(TemporaryCardList, TemporaryCardList.id, {task.list_id for task in found})}
    names = _officer_names({task.settled_by for task in found if task.settled_by})
    return [
        {
            **_columns(task),
            "name": holders[task.cardholder_id].name,
            "social_security_number_masked": mask_identity_number(holders[task.cardholder_id].social_security_number),
            "phone_masked": mask_phone(holders[task.cardholder_id].phone or "") or None,
            "box_position": cards[task.card_id].box_position,
            "list_as_of": lists[task.list_id].as_of,
            "settled_by": names.get(task.settled_by or ""),
        }
        for task in found
    ]


def _newest_lists() -> list[str]:
    lists = db.session.execute(
        select(TemporaryCardList.area_code, TemporaryCardList.id).order_by(
            TemporaryCardList.as_of, TemporaryCardList.id
        )
    )
    return list({row.area_code: row.id for row in lists}.values())


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _officer_names(ids: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}


def _where(model: Any, column: Any, values: Iterable[str]) -> list[Any]:
    return list(db.session.scalars(select(model).where(column.in_(sorted(set(values))))))
