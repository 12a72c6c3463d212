"""Read imports, and what the database knows about the rows of one."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, case, select

from server.accounts.models import Area
from server.accounts.scope import in_scope, one_in_scope
from server.cards.imports.models import BatchImport, ImportRow
from server.cards.imports.rules import STOP, Columns, problem_order, problem_text, problem_title, shown_cells
from server.cards.models import Batch, Card, Cardholder
from server.core.errors import Refusal
from server.db import db
from server.db.paging import Page, paged

_CHUNK = 500


class Person(NamedTuple):
    """A cardholder, and the area the own cards are scoped by (twelve digits)."""

    id: str
    area_code: str


def import_in_scope(import_id: str, *, lock: bool = False) -> BatchImport:
    """Return one import; `lock` holds it until the running action ends.

    Raises:
        Refusal: not_found.
    """
    return one_in_scope(BatchImport, BatchImport.id == import_id, lock=lock)


def import_of_file(sha256: str) -> BatchImport | None:
    """Return the import of a file that was uploaded before.

    Raises:
        Refusal: import_in_another_office — it exists, but out of one's sight.
    """
    found = db.session.scalar(select(BatchImport).where(BatchImport.file_sha256 == sha256))
    if found is not None and not in_scope(found):
        raise Refusal("import_in_another_office")
    return found


def columns_of(found: BatchImport) -> Columns:
    """Return the columns as they were recognised."""
    kept = found.columns
    return Columns(
        kept["header_row"],
        {column["key"]: column["index"] for column in kept["recognised"]},
        {column["key"]: column["header"] for column in kept["recognised"]},
        kept["unknown"],
    )


def shown_import(found: BatchImport) -> dict[str, Any]:
    """Return an import with its equation and its problems, the worst kind first."""
    batch = db.session.get(Batch, found.batch_id) if found.batch_id else None
    counts = found.counts
    return {
        "id": found.id,
        "file_name": found.file_name,
        "file_kind": found.file_kind,
        "area_code": found.area_code,
        "state": found.state,
        "created_at": found.created_at,
        "counts": {key: counts[key] for key in ("rows", "fine", "warn", "stop", "villages", "unmatched", "proxies")},
        "banks": counts["banks"],
        "problems": [
            {"code": code, "severity": severity, "rows": rows, "title": problem_title(code)}
            for code, severity, rows in sorted(counts["problems"], key=lambda row: problem_order(row[0]))
        ],
        "recognised_columns": found.columns["recognised"],
        "unknown_columns": found.columns["unknown"],
        "batch_number": counts["batch_number"],
        "batch": {"id": batch.id, "number": batch.number} if batch else None,
        "imported": counts.get("imported"),
        "skipped": counts.get("skipped"),
        "rows_forgotten_at": found.rows_forgotten_at,
    }


def problem_rows(found: BatchImport, code: str | None, page: int, per_page: int) -> Page[dict[str, Any]]:
    """Return the rows with a problem (with this one, where given), those that stop first; numbers masked."""
    statement = _rows_with_problems(found.id)
    if code is not None:
        statement = statement.where(ImportRow.codes.contains(f",{code},", autoescape=True))
    rows = paged(statement, page, per_page)
    columns = columns_of(found)
    names = _village_names({row.normalised.get("village_code") for row in rows.items})
    items = [_shown_row(row, columns, names) for row in rows.items]
    return Page(items, rows.total, rows.page, rows.per_page)


def all_problem_rows(import_id: str) -> Iterator[ImportRow]:
    """Yield every row with a problem, those that stop first."""
    yield from db.session.scalars(_rows_with_problems(import_id).execution_options(yield_per=1000))


def cards_known(issuing_area: str, numbers: Sequence[str]) -> dict[str, str]:
    """Return {card number: batch number} of those card numbers that exist already."""
    known: dict[str, str] = {}
    for chunk in _chunks(numbers):
        statement = select(Card.number, Batch.number).join(Batch, Batch.id == Card.batch_id)
        rows = db.session.execute(statement.where(Card.area_code == issuing_area, Card.number.in_(chunk)))
        known.update((row[0], row[1]) for row in rows)
    return known


def live_cards(numbers: Sequence[str]) -> dict[str, str]:
    """Return {social security number: batch number} of those people who have a live card (I7)."""
    known: dict[str, str] = {}
    for chunk in _chunks(numbers):
        statement = (
            select(Cardholder.social_security_number, Batch.number)
            .join(Card, Card.cardholder_id == Cardholder.id)
            .join(Batch, Batch.id == Card.batch_id)
            .where(Cardholder.social_security_number.in_(chunk), Card.live)
        )
        known.update((row[0], row[1]) for row in db.session.execute(statement))
    return known


def people_known(numbers: Sequence[str]) -> dict[str, Person]:
    """Return {social security number: person} of those people who are known."""
    known: dict[str, Person] = {}
    for chunk in _chunks(numbers):
        statement = select(Cardholder.social_security_number, Cardholder.id, Cardholder.area_code)
        rows = db.session.execute(statement.where(Cardholder.social_security_number.in_(chunk)))
        known.update((number, Person(person_id, area_code)) for number, person_id, area_code in rows)
    return known


def _rows_with_problems(import_id: str) -> Select[Any]:
    return (
        select(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.severity != "none")
        .order_by(case((ImportRow.severity == STOP, 0), else_=1), ImportRow.row_no)
    )


def _shown_row(row: ImportRow, columns: Columns, villages: dict[str, str]) -> dict[str, Any]:
    village_code = row.normalised.get("village_code")
    return {
        "row_no": row.row_no,
        "severity": row.severity,
        "cells": shown_cells(row.cells, columns),
        "village": {"code": village_code, "name": villages.get(village_code)} if village_code else None,
        "problems": [
            {**found, "title": problem_title(found["code"]), "text": problem_text(found)}
            for found in sorted(row.problems, key=lambda p: problem_order(p["code"]))
        ],
    }


def _village_names(codes: set[str | None]) -> dict[str, str]:
    wanted = [code for code in codes if code]
    return {row[0]: row[1] for row in db.session.execute(select(Area.code, Area.name).where(Area.code.in_(wanted)))}


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
