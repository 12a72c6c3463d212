"""Dump a form that is one table as the data that `sheet.typ` reads, and note what a person has to look at."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from server.forms.models import Column, Flag, FlagKind, FormLayout
from server.forms.typesetting.models import Box, Parts, Signer
from server.forms.typesetting.queries import FontShelf, missing_characters, printable_parts, softened
from server.forms.typesetting.rules import ink_drawing

Data: TypeAlias = dict[str, object]

LANDSCAPE, PORTRAIT = 273.0, 186.0  # mm: A4 less 12 mm on each side
INSET = 0.8  # mm
TEXT_SIZE = 2.646  # mm: 7.5 pt
BLANK_HEIGHT = 9.6  # mm: room to sign
TALL = 20  # lines of text
FOOT_INK = Box(26.0, 8.0)
SIGNER_WIDTH = 82.0  # mm


class SheetDump:
    """One form on its way to the template; `flags` fills while its cells are made."""

    def __init__(self, layout: FormLayout, shelf: FontShelf, page_width: float = LANDSCAPE) -> None:
        self.layout = layout
        self.shelf = shelf
        self.page_width = page_width
        self.flags: list[Flag] = []
        self.columns = {column.key: column for column in layout.columns}
        share = page_width / sum(column.width for column in layout.columns)
        self.widths = {column.key: round(column.width * share, 3) for column in layout.columns}

    def sheet(
        self,
        body: str,
        head: Mapping[str, str],
        foot: Sequence[tuple[str, Signer]],
        rows: Iterable[Data],
        *,
        totals: str = "",
        said: Sequence[str] = (),
        blank_height: float = BLANK_HEIGHT,
        row_inset: float = INSET,
    ) -> Data:
        """Return everything that the template prints; `head` and `foot` name words of the layout."""
        layout = self.layout
        data: Data = {
            "sans": self.shelf.families_from(self.shelf.sans),
            "serif": self.shelf.families_from(self.shelf.serif),
            "landscape": self.page_width == LANDSCAPE,
            "attachment": layout.attachment,
            "title": self.parts(None, "title", layout.title_zh.replace("{body}", body)),
            "head": [self._headed(key, text) for key, text in head.items()],
            "columns": [self._column(column) for column in layout.columns],
            "rows": list(rows),
            "totals": totals,
            "said": [self.parts(None, "said", text) for text in said],
            "foot": [self._signer(role, signer, len(foot)) for role, signer in foot],
            "edition": f"{layout.words['foot']['edition']} {layout.edition}　{layout.retention}",
            "blank_height": blank_height,
            "row_inset": row_inset,
        }
        boxed = any(flag.kind is FlagKind.NO_GLYPH for flag in self.flags)
        return data | {"note": layout.words["note"]["no_glyph"] if boxed else ""}

    def row(self, serial: int, texts: Mapping[str, Sequence[str]], drawn: Mapping[str, Data] | None = None) -> Data:
        """Return a row: what a column draws, else its words; ValueError for a column that has neither."""
        cells = [self._cell(serial, column, texts, drawn or {}) for column in self.layout.columns]
        return {"cells": cells, "breakable": self.is_tall(texts)}

    def _cell(self, serial: int, column: Column, texts: Mapping[str, Sequence[str]], drawn: Mapping[str, Data]) -> Data:
        if column.key in drawn:
            return drawn[column.key]
        if column.key not in texts:
            raise ValueError(f"{self.layout.key}: no column {column.key!r}")
        return self.written(serial, column, texts[column.key])

    def written(self, serial: int, column: Column, texts: Sequence[str]) -> Data:
        """Return a cell of words, each text a line; an empty cell that the form requires is flagged."""
        lines = [text for text in texts if text.strip()]
        if column.required and not lines:
            self.flags.append(Flag(serial, column.key, FlagKind.NO_VALUE))
        return {"lines": [self._fitted(serial, column.key, text) for text in lines]}

    def boxes(self, labels: Iterable[str], abreast: int, above: str = "", below: Sequence[str] = ()) -> Data:
        """Return a cell of boxes to tick by hand, some abreast, between words that say more."""
        return {"boxes": list(labels), "abreast": abreast, "above": above, "below": list(below)}

    def is_tall(self, texts: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a row may outgrow a page, so that it has to break over two."""
        widths = ((self.widths.get(key), text) for key, lines in texts.items() for text in lines)
        return any(width and len(text) * TEXT_SIZE > TALL * (width - 2 * INSET) for width, text in widths)

    def parts(self, serial: int | None, column: str, text: str) -> Parts:
        """Return a text as what prints and what is boxed; each boxed character is flagged."""
        for code_point in missing_characters(text, self.shelf):
            self.flags.append(Flag(serial, column, FlagKind.NO_GLYPH, code_point))
        return printable_parts(text, self.shelf)

    def _headed(self, key: str, text: str) -> Data:
        return {"label": self.layout.words["head"][key], "value": self.parts(None, key, text)}

    def _column(self, column: Column) -> Data:
        return {"label": column.label, "width": self.widths[column.key], "align": column.align}

    def _signer(self, role: str, signer: Signer, count: int) -> Data:
        return {
            "label": self.layout.words["foot"][role],
            "name": self.parts(None, role, signer.name),
            "ink": ink_drawing(signer.ink, FOOT_INK) if signer.ink else None,
            "width": min(SIGNER_WIDTH, 0.7 * self.page_width / max(count, 1)),
        }

    def _fitted(self, serial: int, column: str, text: str) -> Parts:
        room = (self.widths[column] - 2 * INSET) / TEXT_SIZE
        parts = self.parts(serial, column, text)
        return [softened(part, room, self.shelf) if isinstance(part, str) else part for part in parts]
