"""Look at a file: everything is read and judged, nothing is imported."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from sqlalchemy import delete, insert

from server import audit
from server.accounts.areas.queries import county_in_reach
from server.accounts.scope import reach
from server.audit import actor
from server.cards.addresses.queries import gazetteer_of
from server.cards.imports.actions.turns import take_turns
from server.cards.imports.models import BatchImport, ImportRow
from server.cards.imports.queries import cards_known, import_of_file, live_cards
from server.cards.imports.rules import (
    Banks,
    Columns,
    JudgedRow,
    Problem,
    judge_rows,
    main_batch_number,
    problem,
    recognise_columns,
)
from server.cards.queries import bank_spellings
from server.cards.rules import issuing_area
from server.cards.sheets.actions import read_sheet_apart
from server.cards.sheets.rules import Sheet
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction

_PREVIEW, _CONFIRMED = "preview", "confirmed"
_NAME_LENGTH = 120


class Preview(NamedTuple):
    """An import, and whether this upload made it: the same file again is the same import."""

    batch_import: BatchImport
    is_new: bool


def preview_file(content: bytes, file_name: str, area_code: str) -> Preview:
    """Read and judge a file for a county (six digits); a file seen before leads to its import.

    Raises:
        Refusal: area_outside; import_in_another_office; those of `read_sheet_apart` and
            `recognise_columns`.
    """
    county_in_reach(area_code)
    sha256 = hashlib.sha256(content).hexdigest()
    seen = import_of_file(sha256)
    if seen is not None and seen.state in (_PREVIEW, _CONFIRMED):
        return Preview(seen, is_new=False)
    sheet = read_sheet_apart(content)
    columns = recognise_columns(sheet.rows)
    judged = judge_rows(sheet.rows, columns, Banks(bank_spellings()), gazetteer_of(area_code))
    if not judged:
        raise Refusal("sheet_empty")
    for row, found in database_problems(area_code, judged):
        row.problems.append(found)
    with transaction():
        take_turns()
        return _keep(sha256, PurePosixPath(file_name).name[:_NAME_LENGTH], area_code, sheet, columns, judged)


def database_problems(area_code: str, judged: Sequence[Any]) -> list[tuple[Any, Problem]]:
    """Return what speaks against rows in what is already imported, as (row, problem).

    A row is anything with `normalised`.
    """
    by_card = {row.normalised["card_number"]: row for row in judged if row.normalised["card_number"]}
    by_person = {row.normalised["number"]: row for row in judged if row.normalised["number"]}
    known = cards_known(issuing_area(area_code), list(by_card))
    living = live_cards(list(by_person))
    found: list[tuple[Any, Problem]] = [
        (by_card[number], problem("card_in_another_batch", "card_number", batch=batch))
        for number, batch in known.items()
    ]
    found += [
        (by_person[number], problem("second_live_card", "number", batch=batch))
        for number, batch in living.items()
        # The card itself, imported before, is told once.
        if by_person[number].normalised["card_number"] not in known
    ]
    return found


def row_record(import_id: str, row: JudgedRow) -> dict[str, Any]:
    """Return a judged row as it is stored."""
    return {
        "import_id": import_id,
        "row_no": row.row_no,
        "severity": row.severity,
        "codes": codes_of(row.problems),
        "cells": row.cells,
        "problems": row.problems,
        "normalised": row.normalised,
    }


def codes_of(problems: list[Problem]) -> str:
    """Return ",code,code," of a row's problems, to be found by one of them."""
    return "".join(f",{found['code']}" for found in problems) + ","


def _keep(
    sha256: str, file_name: str, area_code: str, sheet: Sheet, columns: Columns, judged: list[JudgedRow]
) -> Preview:
    # Another upload of the same file may have come first; a discarded one is looked at anew.
    found = import_of_file(sha256)
    if found is not None and found.state in (_PREVIEW, _CONFIRMED):
        return Preview(found, is_new=False)
    if found is None:
        found = BatchImport(id=new_id(), file_sha256=sha256)
        db.session.add(found)
    found.file_name, found.file_kind = file_name, sheet.kind
    found.organisation_id, found.area_code = reach().organisation_id, area_code
    found.uploaded_by, found.created_at = str(actor().officer_id), utc_now()
    found.state, found.settled_at, found.rows_forgotten_at = _PREVIEW, None, None
    found.counts, found.columns = _counts(judged), _kept_columns(columns, sheet)
    db.session.flush()
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
    db.session.execute(insert(ImportRow.__table__), [row_record(found.id, row) for row in judged])  # type: ignore[arg-type]
    audit.record("preview_import", "batch_import", found.id, "1.0.b", rows=len(judged), kind=sheet.kind)
    return Preview(found, is_new=True)


def _counts(judged: list[JudgedRow]) -> dict[str, Any]:
    severities = Counter(row.severity for row in judged)
    kinds = {(p["code"], p["severity"], row.row_no) for row in judged for p in row.problems}
    problems = Counter((code, severity) for code, severity, _ in kinds)
    villages = {row.normalised["village_code"] for row in judged}
    return {
        "rows": len(judged),
        "fine": severities["none"],
        "warn": severities["warn"],
        "stop": severities["stop"],
        "problems": [[code, severity, rows] for (code, severity), rows in problems.items()],
        "villages": len(villages - {None}),
        "unmatched": sum(1 for row in judged if row.normalised["village_code"] is None),
        "proxies": sum(1 for row in judged if row.normalised["proxy"]),
        "banks": dict(Counter(row.normalised["bank"] for row in judged if row.normalised["bank"])),
        "batch_number": main_batch_number(judged),
    }


def _kept_columns(columns: Columns, sheet: Sheet) -> dict[str, Any]:
    header = sheet.rows[columns.header_row - 1]
    return {
        "header_row": columns.header_row,
        "header": ["" if cell is None else str(cell) for cell in header],
        "recognised": [
            {"key": key, "header": columns.headers[key], "index": index} for key, index in columns.index_of.items()
        ],
        "unknown": columns.unknown,
    }
