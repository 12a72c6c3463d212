"""Print the list of wrong cards."""

from server.forms.error_list.models import ErrorList
from server.forms.error_list.rules import cell_texts, head_texts, totals_text
from server.forms.models import FormLayout, PrintedForm
from server.forms.queries import form_layout
from server.forms.rules import file_name
from server.forms.typesetting.actions import typeset_sheet
from server.forms.typesetting.models import Signer
from server.forms.typesetting.queries import FontShelf, font_shelf
from server.forms.typesetting.schemas import SheetDump

_ROW_INSET = 2.0  # mm: room to write beside what is printed


def print_error_list(
    listed: ErrorList, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return 附件4 of a round as PDF/A (1.1.1.h), with what to look at before it is signed and filed.

    Numbers are printed in full, as the face has them. ValueError when the layout has a column that the list
    does not know.
    """
    layout = layout or form_layout("error_list")
    dump = SheetDump(layout, shelf or font_shelf())
    rows = [dump.row(line.serial, cell_texts(line, layout)) for line in listed.lines]
    foot = [("from", Signer()), ("to", Signer()), ("date", Signer())]
    data = dump.sheet(
        listed.body, head_texts(listed), foot, rows, totals=totals_text(listed, layout), row_inset=_ROW_INSET
    )
    pdf = typeset_sheet(data, listed.held_on)
    return PrintedForm(file_name(layout, listed.held_on, listed.round_number), pdf, tuple(dump.flags))
