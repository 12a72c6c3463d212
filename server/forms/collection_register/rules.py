"""Count a register and name its file: pure."""

import re
from collections import Counter
from datetime import date

from server.forms.collection_register.models import CollectionLine, CollectionRegister
from server.forms.models import FormLayout

TICKS = ("social_enabled", "financial_active", "password_changed")
OUTCOMES = ("returned", "fee_paid")


def totals_text(register: CollectionRegister, layout: FormLayout) -> str:
    """Sum the register up in one line that a person can check by counting."""
    lines, words = register.lines, layout.words["totals"]
    ways = Counter(line.way for line in lines)
    outcomes = Counter(line.temporary_card.outcome for line in lines)
    by_way = "、".join(f"{label} {ways[way]} 人" for way, label in layout.words["way"].items())
    ticks = "；".join(f"{words[tick]} {sum(getattr(line, tick) is True for line in lines)} 人" for tick in TICKS)
    cards = "；".join(f"{words[outcome]} {outcomes[outcome]} 张" for outcome in OUTCOMES)
    return f"{words['lines']} {len(lines)} 人（{by_way}）；{ticks}；{cards}。"


def file_name(register: CollectionRegister, layout: FormLayout) -> str:
    """Name the file by form, day and round: neither people nor places, since a place can be a person's home."""
    number = re.sub(r"[^0-9A-Za-z-]", "", register.round_number)
    return "-".join(part for part in (layout.key, f"{register.held_on:%Y%m%d}", number) if part) + ".pdf"


def cell_texts(line: CollectionLine, layout: FormLayout) -> dict[str, list[str]]:
    """Return what every column of words says about a line, each column as the lines of its cell."""
    proxy = line.proxy
    return {
        "serial": [str(line.serial)],
        "name": [line.name],
        "social_security_number": [line.social_security_number],
        "card_number": [line.card_number],
        "bank": [line.bank],
        "address": [line.address],
        "phone": [line.phone],
        "way": [_word(layout, "way", line.way)],
        "proxy": [f"{proxy.name}（{proxy.relation}）", proxy.document_number, proxy.phone] if proxy else [],
        "proxy_name": [proxy.name] if proxy else [],
        "proxy_relation": [proxy.relation] if proxy else [],
        "proxy_document_number": [proxy.document_number] if proxy else [],
        "proxy_phone": [proxy.phone] if proxy else [],
        "temporary_card": _temporary_card(line, layout),
        "collected_on": _day(line.collected_on) if line.collected_on else [],
        "hr_officer": [line.hr_officer],
        "bank_officer": [line.bank_officer],
        "remarks": [line.remarks],
    }


def _temporary_card(line: CollectionLine, layout: FormLayout) -> list[str]:
    card = line.temporary_card
    word = _word(layout, "temporary_card", card.outcome)
    receipt = layout.words["cell"]["receipt"]
    return [word, receipt, card.receipt_number] if card.receipt_number else [word]


def _day(day: date) -> list[str]:
    return [f"{day.year}年", f"{day.month}月{day.day}日"]


def _word(layout: FormLayout, group: str, key: str) -> str:
    words = layout.words[group]
    if key not in words:
        raise ValueError(f"{layout.key}: no word for {group} {key!r}")
    return words[key]
