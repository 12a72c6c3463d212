"""Print the notification list."""

from server.forms.models import FormLayout, PrintedForm
from server.forms.notification_list.models import NotificationList
from server.forms.notification_list.rules import head_texts, said
from server.forms.queries import form_layout
from server.forms.rules import file_name
from server.forms.typesetting.actions import typeset_sheet
from server.forms.typesetting.models import Signer
from server.forms.typesetting.queries import FontShelf, font_shelf
from server.forms.typesetting.schemas import PORTRAIT, SheetDump

_ROW_INSET = 1.8  # mm: room to write beside what is printed


def print_notification_list(
    listed: NotificationList, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return the list for the village committee as PDF/A (1.2.2.a).

    It carries neither identity numbers nor addresses on the network. ValueError when the layout has a column
    that the list does not know.
    """
    layout = layout or form_layout("notification_list")
    dump = SheetDump(layout, shelf or font_shelf(), PORTRAIT)
    channels, results = (
        dump.boxes(words.values(), len(words)) for words in (layout.words["channel"], layout.words["result"])
    )
    rows = [
        dump.row(
            serial,
            {"serial": [str(serial)], "name": [person.masked_name], "group": [person.group], "remarks": []},
            {"channel": channels, "result": results},
        )
        for serial, person in enumerate(listed.people, start=1)
    ]
    data = dump.sheet(
        listed.body,
        head_texts(listed),
        [("village_committee", Signer())],
        rows,
        totals=f"{layout.words['totals']['lines']} {len(rows)} 人。",
        said=said(listed, layout),
        row_inset=_ROW_INSET,
    )
    pdf = typeset_sheet(data, listed.held_on)
    return PrintedForm(file_name(layout, listed.held_on, listed.round_number), pdf, tuple(dump.flags))
