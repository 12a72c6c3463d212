"""Print the register."""

from datetime import UTC, datetime, time
from pathlib import Path

from server.forms.collection_register.models import CollectionRegister
from server.forms.collection_register.rules import file_name
from server.forms.collection_register.schemas import RegisterDump
from server.forms.models import FormLayout, PrintedForm
from server.forms.queries import form_layout
from server.forms.typesetting.actions import typeset
from server.forms.typesetting.queries import FontShelf, font_shelf

TEMPLATE = Path(__file__).parent / "register.typ"


def print_collection_register(
    register: CollectionRegister, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return 附件5 of a round as PDF/A (1.1.2.c, 1.2.2.c), with what to look at before it is signed and filed.

    Identity numbers are printed in full, as the form asks. The same register gives the same bytes.
    ValueError when the layout has a column, or a line has a word, that the register does not know.
    """
    layout = layout or form_layout("collection_register")
    dump = RegisterDump(layout, shelf or font_shelf())
    data = dump.data(register)
    held_at = datetime.combine(register.held_on, time(), UTC)
    return PrintedForm(file_name(register, layout), typeset(TEMPLATE, data, held_at), tuple(dump.flags))
