"""Activations as the desk sees them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from server.accounts.scope import one_in_scope, scoped
from server.activation.models import Activation, ActivationAttempt
from server.cards.models import Card, Cardholder
from server.db import db

Row = tuple[Activation, Card, Cardholder]


def activation_in_scope(activation_id: str) -> Activation:
    """Return an activation that whoever acts may see.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(Activation, Activation.id == activation_id)


def list_activations(kind: str | None, state: str | None, page: int, per_page: int) -> tuple[Sequence[Row], int]:
    """Return a page of activations with card and person, newest first, and how many there are in all."""
    statement = scoped(select(Activation.id), Activation)
    if kind:
        statement = statement.where(Activation.kind == kind)
    if state:
        statement = statement.where(Activation.state == state)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = (
        select(Activation, Card, Cardholder)
        .join(Card, Card.id == Activation.card_id)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .where(Activation.id.in_(statement))
        .order_by(Activation.created_at.desc(), Activation.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)], total


def count_by_state() -> Sequence[tuple[str, str, int]]:
    """Return (kind, state, count) for what whoever acts may see."""
    statement = scoped(select(Activation.kind, Activation.state, func.count()), Activation)
    grouped = statement.group_by(Activation.kind, Activation.state).order_by(Activation.kind, Activation.state)
    return [(row[0], row[1], row[2]) for row in db.session.execute(grouped)]


def attempts_of(activation_id: str) -> Sequence[ActivationAttempt]:
    """Return every call made for an activation, oldest first."""
    statement = select(ActivationAttempt).where(ActivationAttempt.activation_id == activation_id)
    return db.session.scalars(statement.order_by(ActivationAttempt.id)).all()
