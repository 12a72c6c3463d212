"""Count a register and say what its cells hold: pure."""

from collections import Counter
from datetime import date

from server.forms.collection_register.models import CollectionLine, CollectionRegister, PaperSignature, Proxy
from server.forms.models import FormLayout
from server.forms.rules import day_in_words, word_of
from server.forms.typesetting.models import Fingerprint, Ink

TICKS = ("social_enabled", "financial_active", "password_changed")
_TICK_WORDS = {True: "yes", False: "no", None: "not_asked"}
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


def head_texts(register: CollectionRegister) -> dict[str, str]:
    """Return what stands above the table, by the words of the layout."""
    return {"place": register.place, "date": day_in_words(register.held_on), "round": register.round_number}


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
        "way": [word_of(layout, "way", line.way)],
        "proxy": [_named(proxy), proxy.document_number, proxy.phone] if proxy else [],
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


def row_texts(line: CollectionLine, layout: FormLayout) -> list[list[str]]:
    """Return a line as words alone, a cell for each column of the layout."""
    words = layout.words["tick"]
    texts = cell_texts(line, layout) | {"signature": signature_texts(line, layout)}
    texts |= {key: [words[_TICK_WORDS[getattr(line, key)]]] for key in TICKS}
    unknown = [column.key for column in layout.columns if column.key not in texts]
    if unknown:
        raise ValueError(f"{layout.key}: no column {unknown[0]!r}")
    return [texts[column.key] for column in layout.columns]


def signature_texts(line: CollectionLine, layout: FormLayout) -> list[str]:
    """Say in words how a line is signed, where no ink can be shown."""
    words, signature = layout.words["cell"], line.signature
    if isinstance(signature, PaperSignature):
        return [words["on_paper"], signature.row_code]
    if isinstance(signature, Fingerprint):
        return [words["fingerprint"], words["witness"] + signature.witness_name]
    return [words["signed"]] if isinstance(signature, Ink) else []


def _named(proxy: Proxy) -> str:
    return f"{proxy.name}（{proxy.relation}）" if proxy.relation else proxy.name


def _temporary_card(line: CollectionLine, layout: FormLayout) -> list[str]:
    card = line.temporary_card
    word = word_of(layout, "temporary_card", card.outcome)
    receipt = layout.words["cell"]["receipt"]
    return [word, receipt, card.receipt_number] if card.receipt_number else [word]


def _day(day: date) -> list[str]:
    return [f"{day.year}年", f"{day.month}月{day.day}日"]
