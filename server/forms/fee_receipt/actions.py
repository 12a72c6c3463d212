"""Print a receipt."""

from datetime import UTC, datetime, time
from pathlib import Path

from server.forms.fee_receipt.models import FeeReceipt, Paper
from server.forms.fee_receipt.rules import amount_in_figures, amount_in_words
from server.forms.models import Flag, FlagKind, FormLayout, PrintedForm
from server.forms.queries import form_layout
from server.forms.rules import day_in_words, file_name, word_of
from server.forms.typesetting.actions import typeset
from server.forms.typesetting.queries import FontShelf, font_shelf, missing_characters, printable_parts

TEMPLATE = Path(__file__).parent / "receipt.typ"
_COPIES = {"a6": ("payer",), "strip": ("payer",), "sheet": ("stub", "payer", "books")}


def print_fee_receipt(
    receipt: FeeReceipt, paper: Paper = "a6", layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return the receipt of one fee as PDF/A (2.3, 2.4), the amount in figures and in capital numerals.

    A voided one carries that word across it. ValueError for a reason that the form has no word for.
    """
    layout, shelf = layout or form_layout("fee_receipt"), shelf or font_shelf()
    words, cell = layout.words["line"], layout.words["cell"]
    pairs = {
        "number": receipt.number,
        "date": day_in_words(receipt.paid_on),
        "payer": receipt.payer,
        "card": receipt.card_number,
    }
    lines = {
        "reason": word_of(layout, "reason", receipt.why),
        "in_words": amount_in_words(receipt.amount_fen),
        "amount": amount_in_figures(receipt.amount_fen),
        "place": receipt.place,
        "unit": receipt.unit,
        "collector": receipt.collector,
    }
    shown = {group: [_line(words[key], text, shelf) for key, text in some.items()] for group, some in
             (("pairs", pairs), ("lines", lines))}  # fmt: skip
    data = {
        "sans": shelf.families_from(shelf.sans),
        "serif": shelf.families_from(shelf.serif),
        "paper": paper,
        "title": layout.title_zh,
        **shown,
        "copies": [layout.words["copy"][copy] for copy in _COPIES[paper]],
        "void": cell["void"] if receipt.void else "",
        "rule": cell["by_rule"].format(fee=f"{receipt.amount_fen / 100:g}"),
        "seal": cell["seal"],
        "edition": f"{layout.words['foot']['edition']} {layout.edition}　{layout.retention}",
    }
    pdf = typeset(TEMPLATE, data, datetime.combine(receipt.paid_on, time(), UTC))
    return PrintedForm(file_name(layout, receipt.paid_on, receipt.number), pdf, _flags({**pairs, **lines}, shelf))


def _line(label: str, text: str, shelf: FontShelf) -> dict[str, object]:
    return {"label": label, "value": printable_parts(text, shelf)}


def _flags(texts: dict[str, str], shelf: FontShelf) -> tuple[Flag, ...]:
    return tuple(
        Flag(None, key, FlagKind.NO_GLYPH, code_point)
        for key, text in texts.items()
        for code_point in missing_characters(text, shelf)
    )
