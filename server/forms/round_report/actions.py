"""Print the report of a round."""

from datetime import UTC, datetime, time
from pathlib import Path

from server.forms.models import FormLayout, PrintedForm
from server.forms.queries import form_layout
from server.forms.round_report.models import RoundReport, Section
from server.forms.rules import day_in_words, file_name, word_of
from server.forms.typesetting.actions import typeset
from server.forms.typesetting.models import Box, Signer
from server.forms.typesetting.queries import FontShelf, font_shelf, printable_parts
from server.forms.typesetting.rules import ink_drawing, qr_drawing

TEMPLATE = Path(__file__).parent / "report.typ"
_INK = Box(40.0, 11.0)  # mm
_CODE = 16.0  # mm


def print_round_report(
    report: RoundReport, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return the report of a round as PDF/A (4.1.1.b): counts, codes and officers, nobody's number.

    ValueError when a section or column has no word in the layout.
    """
    layout, shelf = layout or form_layout("round_report"), shelf or font_shelf()
    head = {
        "village": report.village,
        "date": day_in_words(report.held_on),
        "place": report.place,
        "bank": report.bank,
        "round": report.round_number,
        "state": word_of(layout, "state", report.state),
    }
    foot = {"hr_officer": report.hr_officer, "bank_officer": report.bank_officer, "custodian": report.custodian}
    data = {
        "sans": shelf.families_from(shelf.sans),
        "serif": shelf.families_from(shelf.serif),
        "title": printable_parts(layout.title_zh.replace("{body}", report.body), shelf),
        "head": [
            {"label": layout.words["head"][key], "value": printable_parts(text, shelf)} for key, text in head.items()
        ],
        "sections": [_section(section, layout, shelf) for section in report.sections],
        "foot": [_signer(layout.words["foot"][role], signer, shelf) for role, signer in foot.items()],
        "checkpoint": _checkpoint(report.checkpoint, layout),
        "edition": f"{layout.words['foot']['edition']} {layout.edition}　{layout.retention}",
    }
    pdf = typeset(TEMPLATE, data, datetime.combine(report.held_on, time(), UTC))
    return PrintedForm(file_name(layout, report.held_on, report.round_number), pdf)


def _checkpoint(name: str | None, layout: FormLayout) -> dict[str, str] | None:
    if name is None:
        return None
    return {"code": qr_drawing(name, _CODE), "label": layout.words["foot"]["checkpoint"], "name": name}


def _section(section: Section, layout: FormLayout, shelf: FontShelf) -> dict[str, object]:
    return {
        "title": word_of(layout, "section", section.key),
        "columns": [word_of(layout, "columns", column) for column in section.columns],
        "rows": [[{"parts": printable_parts(text, shelf)} for text in row] for row in section.rows],
        "sentence": printable_parts(section.sentence, shelf),
        "empty": layout.words["cell"]["none"],
    }


def _signer(label: str, signer: Signer, shelf: FontShelf) -> dict[str, object]:
    ink = ink_drawing(signer.ink, _INK) if signer.ink else None
    return {"label": label, "name": printable_parts(signer.name, shelf), "ink": ink}
