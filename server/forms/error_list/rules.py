"""Say what the cells of 附件4 hold: pure."""

from collections import Counter

from server.forms.error_list.models import ErrorList, WrongCard
from server.forms.models import FormLayout
from server.forms.rules import day_in_words


def head_texts(listed: ErrorList) -> dict[str, str]:
    """Return what stands above the table, by the words of the layout."""
    return {
        "bank": listed.bank,
        "place": listed.place,
        "date": day_in_words(listed.held_on),
        "round": listed.round_number,
    }


def cell_texts(line: WrongCard, layout: FormLayout) -> dict[str, list[str]]:
    """Return what every column says about a card, each column as the lines of its cell."""
    return {
        "serial": [str(line.serial)],
        "name": [line.name],
        "social_security_number": [line.social_security_number],
        "card_number": [line.card_number],
        "wrong_items": ["、".join(line.wrong_items)],
        "correct": [line.correct],
        "card_kept": [layout.words["kept"]["yes" if line.card_kept else "no"]],
        "recalled_on": [f"{line.recalled_on:%Y-%m-%d}"] if line.recalled_on else [],
        # Written by hand: the person comes to the branch later (1.1.1.g).
        "collected_again_on": [],
        "phone": [line.phone],
        "officer": [line.officer],
        "remarks": [line.remarks],
    }


def totals_text(listed: ErrorList, layout: FormLayout) -> str:
    """Count the cards by what is wrong; an empty list says so, so that it is no forgotten one."""
    words = layout.words["totals"]
    if not listed.lines:
        return f"{words['none']}。"
    items = Counter(item for line in listed.lines for item in line.wrong_items)
    by_item = "、".join(f"{item} {count} 张" for item, count in items.most_common())
    return f"{words['lines']} {len(listed.lines)} 张（{by_item}）。"
