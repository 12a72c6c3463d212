"""Judge the rows of a sheet by themselves and against each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from server.cards.addresses.rules import Gazetteer
from server.cards.imports.rules.cells import (
    read_bank_card,
    read_box_position,
    read_card_number,
    read_name,
    read_number,
    read_phone,
    read_text,
)
from server.cards.imports.rules.columns import Columns, required_columns
from server.cards.imports.rules.problems import Problem, column_title, problem, worst_severity
from server.cards.imports.rules.proxies import read_proxy
from server.cards.sheets.rules import Cell, Row, fold_text

_TWICE = {
    "number": "number_twice",
    "card_number": "card_number_twice",
    "box_position": "box_position_twice",
}
# Kept as they stand, as long as the database keeps them.
_REMARKS = {"batch_number": 40, "maker": 60, "employer_code": 40, "employer_name": 120}
_SEXES = {"男": "male", "1": "male", "女": "female", "2": "female"}


class Banks:
    """The partner banks by every spelling that a sheet may use."""

    def __init__(self, spellings: dict[str, str]) -> None:
        """Take {spelling: code}; the code itself is a spelling too."""
        self._exact = {fold_text(text).upper(): code for text, code in spellings.items()}
        self._by_length = sorted(self._exact, key=len, reverse=True)

    def find(self, text: str) -> str | None:
        """Return the bank's code; a branch ("长白农商银行安图支行") counts as its bank."""
        folded = fold_text(text).upper()
        if folded in self._exact:
            return self._exact[folded]
        branch = re.search(r"(?:支行|分行|营业部|分理处|储蓄所|信用社)$", folded)
        start = next((s for s in self._by_length if len(s) > 1 and folded.startswith(s)), None)
        return self._exact[start] if start is not None and branch is not None else None


@dataclass
class JudgedRow:
    """One row: its cells as they came, what was read in them, what is wrong."""

    row_no: int
    cells: Row
    normalised: dict[str, Any]
    problems: list[Problem]

    @property
    def severity(self) -> str:
        """Return the worst severity among the problems."""
        return worst_severity(self.problems)


def judge_rows(rows: list[Row], columns: Columns, banks: Banks, gazetteer: Gazetteer) -> list[JudgedRow]:
    """Judge every row under the header; empty rows are no rows."""
    judged = [
        _judge_row(number, row, columns, banks, gazetteer)
        for number, row in enumerate(rows, start=1)
        if number > columns.header_row and any(_is_filled(cell) for cell in row)
    ]
    for key, code in _TWICE.items():
        _mark_repeats(judged, key, code)
    _mark_other_batches(judged)
    return judged


def main_batch_number(judged: Iterable[JudgedRow]) -> str | None:
    """Return the batch that most rows name."""
    named = Counter(row.normalised["batch_number"] for row in judged)
    named.pop(None, None)
    return named.most_common(1)[0][0] if named else None


def _judge_row(number: int, row: Row, columns: Columns, banks: Banks, gazetteer: Gazetteer) -> JudgedRow:
    problems = [
        problem("required_missing", key, column_zh=title["zh"], column_en=title["en"])
        for key in required_columns()
        if not _is_filled(columns.cell(row, key))
        for title in [column_title(key)]
    ]
    normalised: dict[str, Any] = {
        **read_name(columns.cell(row, "name"), problems),
        **read_number(columns.cell(row, "number"), problems),
        **read_card_number(columns.cell(row, "card_number"), problems),
        **read_box_position(columns.cell(row, "box_position"), problems),
        **read_bank_card(columns.cell(row, "bank_card_number"), problems),
        **read_phone(columns.cell(row, "phone"), problems),
        **_read_bank(columns.cell(row, "bank"), banks, problems),
        **_read_address(columns.cell(row, "address"), gazetteer, problems),
    }
    for key, longest in _REMARKS.items():
        normalised[key] = read_text(columns.cell(row, key), longest)
    _compare_sex(columns.cell(row, "sex"), normalised, problems)
    normalised["proxy"] = read_proxy(row, columns, normalised["number"], problems)
    return JudgedRow(number, row, normalised, problems)


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _read_bank(cell: Cell, banks: Banks, problems: list[Problem]) -> dict[str, Any]:
    text = read_text(cell)
    code = banks.find(text) if text else None
    if text and code is None:
        problems.append(problem("bank_unknown", "bank"))
    return {"bank": code}


def _read_address(cell: Cell, gazetteer: Gazetteer, problems: list[Problem]) -> dict[str, Any]:
    text = read_text(cell) or ""
    place = gazetteer.read(text)
    if place.outside:
        problems.append(problem("address_outside", "address"))
    elif place.village_code is None:
        problems.append(problem("village_not_found", "address"))
    return {
        "address": text or None,
        "address_key": place.key,
        "village_code": place.village_code,
        "group_name": place.group_name,
    }


def _compare_sex(cell: Cell, normalised: dict[str, Any], problems: list[Problem]) -> None:
    told = _SEXES.get(read_text(cell) or "")
    if told and normalised["sex"] and told != normalised["sex"]:
        problems.append(problem("sex_differs", "sex"))
    normalised["sex"] = normalised["sex"] or told


def _mark_repeats(judged: list[JudgedRow], key: str, code: str) -> None:
    """Mark every row whose value another row has too: nobody here knows which of them is right."""
    seen: dict[str, list[JudgedRow]] = defaultdict(list)
    for row in judged:
        if row.normalised[key]:
            seen[row.normalised[key]].append(row)
    for same in seen.values():
        for row in same[1:]:
            row.problems.append(problem(code, key, row=same[0].row_no))
        if len(same) > 1:
            same[0].problems.append(problem(code, key, row=same[1].row_no))


def _mark_other_batches(judged: list[JudgedRow]) -> None:
    main = main_batch_number(judged)
    for row in judged:
        if row.normalised["batch_number"] not in (None, main):
            row.problems.append(problem("other_batch_number", "batch_number", batch=main))
