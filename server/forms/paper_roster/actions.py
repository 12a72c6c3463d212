"""Print the paper roster."""

from server.forms.models import FormLayout, PrintedForm
from server.forms.paper_roster.models import PaperRoster, RosterRow
from server.forms.queries import form_layout
from server.forms.rules import day_in_words, file_name
from server.forms.typesetting.actions import typeset_sheet
from server.forms.typesetting.models import Signer
from server.forms.typesetting.queries import FontShelf, font_shelf
from server.forms.typesetting.rules import qr_drawing
from server.forms.typesetting.schemas import Data, SheetDump

_CODE_SIZE = 9.5  # mm: 0.45 a module, which a phone reads from a hand's breadth
# Boxes to tick, and how many stand abreast.
_TICKED = {"outcome": 2, "checked": 2, "path": 1, "finance": 1}


def print_paper_roster(
    roster: PaperRoster, layout: FormLayout | None = None, shelf: FontShelf | None = None
) -> PrintedForm:
    """Return a round's roster as PDF/A, a row a person in box order (1.2.2.c).

    Identity numbers are printed in full: the officers compare them with the ID card, and the signed sheet is
    filed like 附件5. ValueError when the layout has a column that the roster does not know.
    """
    layout = layout or form_layout("paper_roster")
    dump = SheetDump(layout, shelf or font_shelf())
    ticked = {key: dump.boxes(layout.words[key].values(), abreast) for key, abreast in _TICKED.items()}
    rows = [dump.row(row.ordinal, _texts(row), ticked | _drawn(row, dump)) for row in roster.rows]
    head = {
        "place": roster.place,
        "date": day_in_words(roster.held_on),
        "bank": roster.bank,
        "round": roster.round_number,
        "cards": str(len(roster.rows)),
    }
    foot = [("hr_officer", Signer(roster.hr_officer)), ("bank_officer", Signer(roster.bank_officer))]
    said = list(layout.words["said"].values())
    data = dump.sheet(roster.body, head, foot, rows, said=said)
    pdf = typeset_sheet(data, roster.held_on)
    return PrintedForm(file_name(layout, roster.held_on, roster.round_number), pdf, tuple(dump.flags))


def _texts(row: RosterRow) -> dict[str, list[str]]:
    return {
        "box_position": [str(row.ordinal), row.box_position],
        "person": [row.name, row.social_security_number, row.address],
        "card_number": [row.card_number],
        "at": [],
    }


def _drawn(row: RosterRow, dump: SheetDump) -> dict[str, Data]:
    words = dump.layout.words
    cell, proxy = words["cell"], list(words["proxy"].values())
    reserved = cell["reserved"] + row.reserved_proxy if row.reserved_proxy else ""
    known = cell["on_list"] if row.on_temporary_list else ""
    return {
        "code": {"code": qr_drawing(row.row_code, _CODE_SIZE), "label": row.row_code},
        "proxy": dump.boxes([], 1, reserved, proxy),
        "temporary_card": dump.boxes(words["temporary_card"].values(), 2, known, [cell["receipt"]]),
        "signature": {"ink": None},
    }
