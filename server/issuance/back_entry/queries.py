"""Read sheets that went out, and the lines of each as the province's columns want them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from server.accounts.officers.models import Officer
from server.accounts.scope import one_in_scope, scoped
from server.activation.models import Activation
from server.cards.models import Batch, Card, Cardholder
from server.core.clock import CHINA
from server.db import db
from server.db.paging import Page, paged
from server.issuance.back_entry.models import BackEntryFile, BackEntryLine
from server.issuance.models import HandOver
from server.rules import table


def file_in_scope(file_id: str) -> BackEntryFile:
    """Return a sheet that whoever acts may see.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(BackEntryFile, BackEntryFile.id == file_id)


def list_files(kind: str | None, page: int, per_page: int) -> Page[BackEntryFile]:
    """Return a page of the sheets in scope, the newest first."""
    statement = scoped(select(BackEntryFile), BackEntryFile)
    if kind:
        statement = statement.where(BackEntryFile.kind == kind)
    return paged(statement.order_by(BackEntryFile.made_at.desc(), BackEntryFile.id), page, per_page)


def waiting(kind: str) -> Sequence[Activation]:
    """Return the requests in scope that have not left yet, the oldest first, held for whoever exports them."""
    statement = scoped(select(Activation), Activation).where(Activation.kind == kind, Activation.state == "pending")
    return db.session.scalars(statement.order_by(Activation.created_at, Activation.id).with_for_update()).all()


def activations_of(file_id: str) -> dict[str, Activation]:
    """Return the requests of a sheet by their business key, held for whoever settles them."""
    statement = (
        select(Activation)
        .join(BackEntryLine, BackEntryLine.activation_id == Activation.id)
        .where(BackEntryLine.file_id == file_id)
        .order_by(Activation.id)
        .with_for_update()
    )
    return {row.business_key: row for row in db.session.scalars(statement)}


def describe_files(files: Sequence[BackEntryFile]) -> list[dict[str, Any]]:
    """Return sheets with who made them and how many of their requests are in which state."""
    states = _states_of([file.id for file in files])
    makers = select(Officer.id, Officer.name).where(Officer.id.in_({file.made_by for file in files}))
    names = {maker.id: maker.name for maker in db.session.execute(makers)}
    columns = ("id", "kind", "rows", "control", "made_at")
    return [
        {
            **{name: getattr(file, name) for name in columns},
            "made_by_name": names[file.made_by],
            "states": states[file.id],
        }
        for file in files
    ]


def _states_of(file_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    statement = (
        select(BackEntryLine.file_id, Activation.state, func.count())
        .join(Activation, Activation.id == BackEntryLine.activation_id)
        .where(BackEntryLine.file_id.in_(file_ids))
        .group_by(BackEntryLine.file_id, Activation.state)
    )
    found: dict[str, dict[str, int]] = {file_id: {} for file_id in file_ids}
    for file_id, state, count in db.session.execute(statement):
        found[file_id][state] = count
    return found


def lines_of(file: BackEntryFile) -> list[dict[str, str]]:
    """Return the lines of a sheet in their order, one text a column."""
    statement = (
        select(Activation, Card, Cardholder, Batch.number, HandOver)
        .join(BackEntryLine, BackEntryLine.activation_id == Activation.id)
        .join(Card, Card.id == Activation.card_id)
        .join(Cardholder, Cardholder.id == Card.cardholder_id)
        .join(Batch, Batch.id == Card.batch_id)
        .outerjoin(HandOver, HandOver.id == Activation.event_id)
        .where(BackEntryLine.file_id == file.id)
        .order_by(BackEntryLine.line)
    )
    return [_line(*row) for row in db.session.execute(statement)]


def _line(
    activation: Activation, card: Card, holder: Cardholder, batch: str, handed: HandOver | None
) -> dict[str, str]:
    words = table("back_entry")["words"]
    told = (handed.temporary_card if handed else None) or {}
    return {
        "name": holder.name_raw,
        "social_security_number": holder.social_security_number,
        "card_number": card.number,
        "batch": batch,
        "employer_code": card.employer_code or "",
        "employer_name": card.employer_name or "",
        "box_position": card.box_position,
        "state": words["state"],
        "collected_at": f"{handed.handed_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if handed else "",
        "temporary_card_number": str(told.get("number") or ""),
        "how": words["how"].get(told.get("answer"), ""),
        **_collector(handed, holder),
        "business_key": activation.business_key,
    }


def _collector(handed: HandOver | None, holder: Cardholder) -> dict[str, str]:
    if handed is None:
        return {}
    types: dict[str, str] = table("back_entry")["collection_types"]
    proxy: dict[str, Any] | None = handed.proxy
    return {
        "collector_number": proxy["number"] if proxy else holder.social_security_number,
        "collector_name": proxy["name"] if proxy else holder.name_raw,
        "collector_phone": (proxy["phone"] if proxy else holder.phone) or "",
        "collection_type": types[handed.path],
    }
