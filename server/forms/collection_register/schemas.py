"""Dump a register as the data that the sheet's template reads."""

from server.forms.collection_register.models import CollectionLine, CollectionRegister, PaperSignature
from server.forms.collection_register.rules import TICKS, cell_texts, head_texts, signature_texts, totals_text
from server.forms.models import Column, Flag, FlagKind
from server.forms.typesetting.models import Box, Fingerprint, Ink
from server.forms.typesetting.rules import ink_drawing, small_picture
from server.forms.typesetting.schemas import BLANK_HEIGHT, INSET, Data, SheetDump


class RegisterDump(SheetDump):
    """One register on its way to the template."""

    def data(self, register: CollectionRegister) -> Data:
        """Return everything that the template prints."""
        foot = [("hr_officer", register.hr_officer), ("bank_officer", register.bank_officer)]
        rows = [self._row(line) for line in register.lines]
        return self.sheet(register.body, head_texts(register), foot, rows, totals=totals_text(register, self.layout))

    def _row(self, line: CollectionLine) -> Data:
        drawn: dict[str, Data] = {key: {"tick": getattr(line, key)} for key in TICKS}
        signature = self.columns.get("signature")
        if signature:
            drawn["signature"] = self._signature(line, signature)
        return self.row(line.serial, cell_texts(line, self.layout), drawn)

    def _signature(self, line: CollectionLine, column: Column) -> Data:
        box = Box(self.widths[column.key] - 2 * INSET, BLANK_HEIGHT)
        if isinstance(line.signature, Ink):
            return {"ink": ink_drawing(line.signature, box)}
        if isinstance(line.signature, Fingerprint):
            return self._fingerprint(line.serial, line.signature, box)
        if isinstance(line.signature, PaperSignature):
            return self.written(line.serial, column, signature_texts(line, self.layout))
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
            "witness": self.parts(serial, "signature", print_.witness_name),
            "witness_ink": ink_drawing(print_.witness_ink, witness_box) if print_.witness_ink else None,
        }
