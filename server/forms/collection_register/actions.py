"""Print the register, and write it as a workbook."""

from server.forms.collection_register.models import CollectionRegister
from server.forms.collection_register.rules import head_texts, row_texts, totals_text
from server.forms.collection_register.schemas import RegisterDump
from server.forms.models import FormLayout, FormWorkbook, PrintedForm
from server.forms.queries import form_layout
from server.forms.rules import file_name
from server.forms.typesetting.actions import typeset_sheet
from server.forms.typesetting.queries import FontShelf, font_shelf
from server.forms.workbooks.rules import write_workbook

_KEY = "collection_register"


def print_collection_register(
    register: CollectionRegister, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return 附件5 of a round as PDF/A (1.1.2.c, 1.2.2.c), with what to look at before it is signed and filed.

    Identity numbers are printed in full, as the form asks. The same register gives the same bytes.
    ValueError when the layout has a column, or a line has a word, that the register does not know.
    """
    layout = layout or form_layout(_KEY)
    dump = RegisterDump(layout, shelf or font_shelf())
    pdf = typeset_sheet(dump.data(register), register.held_on)
    return PrintedForm(file_name(layout, register.held_on, register.round_number), pdf, tuple(dump.flags))


def write_collection_workbook(register: CollectionRegister, layout: FormLayout | None = None) -> FormWorkbook:
    """Return 附件5 of a round as a workbook with the same columns; signatures stand there as words.

    ValueError as for the printed form.
    """
    layout = layout or form_layout(_KEY)
    rows = (row_texts(line, layout) for line in register.lines)
    content = write_workbook(layout, register.body, head_texts(register), rows, totals_text(register, layout))
    return FormWorkbook(file_name(layout, register.held_on, register.round_number, "xlsx"), content)
