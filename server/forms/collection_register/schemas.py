"""Dump a register as the data that its template reads, and note what a person has to look at."""

from typing import TypeAlias

from server.forms.collection_register.models import CollectionLine, CollectionRegister, Signer
from server.forms.collection_register.rules import TICKS, cell_texts, totals_text
from server.forms.models import Column, Flag, FlagKind, FormLayout
from server.forms.typesetting.models import Box, Fingerprint, Ink, Parts
from server.forms.typesetting.queries import FontShelf, missing_characters, printable_parts, softened
from server.forms.typesetting.rules import ink_drawing, small_picture

Data: TypeAlias = dict[str, object]

PAGE_WIDTH = 273.0  # mm: A4 landscape less 12 mm on each side
INSET = 0.8  # mm
TEXT_SIZE = 2.646  # mm: 7.5 pt
SIGNATURE_HEIGHT = 9.6  # mm
TALL = 20  # lines of text
FOOT_INK = Box(26.0, 8.0)


class RegisterDump:
    """One register on its way to the template; `flags` fills while `data` is made."""

    def __init__(self, layout: FormLayout, shelf: FontShelf) -> None:
        self.layout = layout
        self.shelf = shelf
        self.flags: list[Flag] = []
        share = PAGE_WIDTH / sum(column.width for column in layout.columns)
        self.widths = {column.key: round(column.width * share, 3) for column in layout.columns}

    def data(self, register: CollectionRegister) -> Data:
        """Return everything that the template prints."""
        foot = [self._signer("hr_officer", register.hr_officer), self._signer("bank_officer", register.bank_officer)]
        data: Data = {
            "sans": self.shelf.families_from(self.shelf.sans),
            "serif": self.shelf.families_from(self.shelf.serif),
            "attachment": self.layout.attachment,
            "title": self._parts(None, "title", self.layout.title_zh.replace("{body}", register.body)),
            "head": self._head(register),
            "columns": [self._column(column) for column in self.layout.columns],
            "rows": [self._row(line) for line in register.lines],
            "totals": totals_text(register, self.layout),
            "foot": foot,
            "edition": f"{self.layout.words['foot']['edition']} {self.layout.edition}",
            "signature_height": SIGNATURE_HEIGHT,
        }
        boxed = any(flag.kind is FlagKind.NO_GLYPH for flag in self.flags)
        return data | {"note": self.layout.words["note"]["no_glyph"] if boxed else ""}

    def _head(self, register: CollectionRegister) -> list[Data]:
        words = self.layout.words["head"]
        values = {
            "place": register.place,
            "date": f"{register.held_on.year}年{register.held_on.month}月{register.held_on.day}日",
            "round": register.round_number,
        }
        return [{"label": label, "value": self._parts(None, key, values[key])} for key, label in words.items()]

    def _column(self, column: Column) -> Data:
        return {"key": column.key, "label": column.label, "width": self.widths[column.key]}

    def _signer(self, role: str, signer: Signer) -> Data:
        ink = ink_drawing(signer.ink, FOOT_INK) if signer.ink else None
        label = self.layout.words["foot"][role]
        return {"label": label, "name": self._parts(None, role, signer.name), "ink": ink}

    def _row(self, line: CollectionLine) -> Data:
        texts = cell_texts(line, self.layout)
        cells = [self._cell(line, column, texts) for column in self.layout.columns]
        return {"cells": cells, "breakable": self._is_tall(texts)}

    def _is_tall(self, texts: dict[str, list[str]]) -> bool:
        """Tell whether a row may outgrow a page, so that it has to break over two."""
        widths = ((self.widths.get(key), text) for key, lines in texts.items() for text in lines)
        return any(width and len(text) * TEXT_SIZE > TALL * (width - 2 * INSET) for width, text in widths)

    def _cell(self, line: CollectionLine, column: Column, texts: dict[str, list[str]]) -> Data:
        if column.key in TICKS:
            return {"tick": getattr(line, column.key)}
        if column.key == "signature":
            return self._signature(line, column)
        if column.key not in texts:
            raise ValueError(f"{self.layout.key}: no column {column.key!r}")
        written = [text for text in texts[column.key] if text.strip()]
        if column.required and not written:
            self.flags.append(Flag(line.serial, column.key, FlagKind.NO_VALUE))
        return {"lines": [self._fitted(line.serial, column.key, text) for text in written]}

    def _signature(self, line: CollectionLine, column: Column) -> Data:
        box = Box(self.widths[column.key] - 2 * INSET, SIGNATURE_HEIGHT)
        if isinstance(line.signature, Ink):
            return {"ink": ink_drawing(line.signature, box)}
        if isinstance(line.signature, Fingerprint):
            return self._fingerprint(line.serial, line.signature, box)
        if column.required:
            self.flags.append(Flag(line.serial, column.key, FlagKind.NO_VALUE))
        return {"ink": None}

    def _fingerprint(self, serial: int, print_: Fingerprint, box: Box) -> Data:
        words = self.layout.words["cell"]
        picture = small_picture(print_.picture)
        if picture is None:
            self.flags.append(Flag(serial, "signature", FlagKind.UNREADABLE_PICTURE))
        witness_box = Box(box.width - box.height - 1, box.height - 5.6)
        return {
            "picture": list(picture) if picture else None,
            "label": words["fingerprint"] if picture else words["unreadable"],
            "witness_label": words["witness"],
            "witness": self._parts(serial, "signature", print_.witness_name),
            "witness_ink": ink_drawing(print_.witness_ink, witness_box) if print_.witness_ink else None,
        }

    def _fitted(self, serial: int, column: str, text: str) -> Parts:
        room = (self.widths[column] - 2 * INSET) / TEXT_SIZE
        parts = self._parts(serial, column, text)
        return [softened(part, room, self.shelf) if isinstance(part, str) else part for part in parts]

    def _parts(self, serial: int | None, column: str, text: str) -> Parts:
        for code_point in missing_characters(text, self.shelf):
            self.flags.append(Flag(serial, column, FlagKind.NO_GLYPH, code_point))
        return printable_parts(text, self.shelf)
