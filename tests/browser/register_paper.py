"""Look at a printed 附件5 as a person would: which lines it has, and whose signature stands where."""

import re

from server.forms.queries import form_layout
from tests.browser.serve_steps import Villager
from tests.server.forms import pages

LEFT_MARGIN = 12.0
ROW_REACH = 3.0  # half of what the lowest row is high, in millimetres


def expect_lines(pdf: bytes, handed: list[Villager], others: list[Villager], day: str) -> None:
    """Expect a whole line for everybody who has the card, none for anybody else, and both officers below."""
    text = _text(pdf)
    for villager in handed:
        for part in (villager.name, villager.number, villager.card_number):
            assert text.count(part) == 1, f"{part} is not there once"
    for villager in others:
        assert villager.number not in text
        assert villager.card_number not in text
    count = len(handed)
    assert f"合计{count}人（本人{count}人" in text
    assert text.count(day) >= count
    assert "人社经办人（签字）：周敏" in text
    assert "银行经办人（签字）：韩磊" in text
    assert text.count("周敏") == text.count("韩磊") == count + 1


def expect_totals(pdf: bytes, *, social: int, finance: int, password: int) -> None:
    """Expect what the foot says of the functions of the cards."""
    assert f"社保功能启用{social}人；金融功能激活{finance}人；密码已改{password}人" in _text(pdf)


def expect_signatures(pdf: bytes, handed: list[Villager]) -> None:
    """Expect ink in the signature's cell of each line, and nowhere else between the lines."""
    left, right = _column("signature")
    middles = [_middle_of(pdf, villager.card_number) for villager in handed]
    ink = pages.ink(pdf)
    lines = ink[(ink[:, 1] > min(middles) - ROW_REACH) & (ink[:, 1] < max(middles) + ROW_REACH)]
    assert lines[:, 0].min() > left
    assert lines[:, 0].max() < right
    for middle in middles:
        assert (abs(lines[:, 1] - middle) < ROW_REACH).sum() > 50, f"no signature at {middle:.0f} mm"


def _text(pdf: bytes) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", "".join(pages.texts(pdf)))


def _column(key: str) -> tuple[float, float]:
    left = LEFT_MARGIN
    for column in form_layout("collection_register").columns:
        if column.key == key:
            return left, left + column.width
        left += column.width
    raise KeyError(key)


def _middle_of(pdf: bytes, card_number: str) -> float:
    """Return how far down the page a card's line is, in millimetres."""
    glyphs = pages.glyphs(pdf)
    at = "".join(glyph.character for glyph in glyphs).index(card_number)
    return (glyphs[at].top + glyphs[at].bottom) / 2
