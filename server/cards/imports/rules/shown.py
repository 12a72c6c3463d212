"""Cells of a preview as a screen may show them: people's numbers masked."""

from collections.abc import Callable
from typing import Any

from server.cards.imports.rules.columns import Columns
from server.cards.sheets.rules import Cell, Row
from server.core.masks import (
    mask_bank_card,
    mask_card_number,
    mask_identity_number,
    mask_phone,
)

_MASKS: dict[str, Callable[[str], str]] = {
    "number": mask_identity_number,
    "card_number": mask_card_number,
    "bank_card_number": mask_bank_card,
    "phone": mask_phone,
    "proxy_number": mask_identity_number,
    "proxy_phone": mask_phone,
}


def shown_cells(row: Row, columns: Columns) -> dict[str, Any]:
    """Return {column: text} of a row; a float shows as spreadsheets show it, 2.22426E+17."""
    return {key: _shown(key, columns.cell(row, key)) for key in columns.index_of}


def _shown(key: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 10**11:
            return f"{cell:.5E}"
        cell = f"{cell:.15g}"
    text = str(cell).strip()
    mask = _MASKS.get(key)
    return mask(text) if mask and text else text
