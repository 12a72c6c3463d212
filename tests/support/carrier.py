"""Draw the paper carrier of a finished card: the card, lines of text, the code label."""

import cv2
import numpy as np

from tests.support.codes import Picture, Symbology, draw_code

PIXELS_PER_MM = 8
WIDTH_MM, HEIGHT_MM = 150, 105
MODULE_PX = 4  # 0.5 mm a narrow bar: what office label printers give
PAPER = (240, 246, 247)
INK = (52, 48, 46)
CARD_TOP, CARD_BOTTOM = (196, 142, 74), (228, 196, 150)


def draw_carrier(card_number: str | None, symbology: Symbology = "code128") -> Picture:
    """Draw a carrier in BGR, 1200×840; without a card number its label place stays empty."""
    paper = np.full((HEIGHT_MM * PIXELS_PER_MM, WIDTH_MM * PIXELS_PER_MM, 3), PAPER, dtype=np.uint8)
    _draw_heading(paper)
    _draw_card(paper)
    _draw_text_lines(paper)
    if card_number is not None:
        _draw_label(paper, card_number, symbology)
    return paper


def _write(paper: Picture, text: str, left: int, bottom: int, size: int) -> None:
    cv2.putText(paper, text, (left, bottom), INK, cv2.FontFace("uni"), size)


def _draw_heading(paper: Picture) -> None:
    _write(paper, "吉林省社会保障卡 领卡单", 60, 84, 44)
    cv2.line(paper, (60, 108), (1140, 108), INK, 3)


def _draw_card(paper: Picture) -> None:
    height, width = 270, 428  # ID-1 at half a millimetre's accuracy
    shade = np.linspace(0.0, 1.0, height)[:, None, None]
    face = np.array(CARD_TOP) * (1 - shade) + np.array(CARD_BOTTOM) * shade
    paper[150 : 150 + height, 60 : 60 + width] = np.broadcast_to(face, (height, width, 3)).astype(np.uint8)
    cv2.rectangle(paper, (96, 250), (176, 318), (90, 180, 212), -1)
    for offset in (16, 33, 50):
        cv2.line(paper, (96, 250 + offset), (176, 250 + offset), (60, 130, 160), 2)
    cv2.rectangle(paper, (380, 186), (464, 292), (214, 206, 196), -1)
    _write(paper, "中华人民共和国", 200, 204, 22)
    _write(paper, "社会保障卡", 200, 244, 30)


def _draw_text_lines(paper: Picture) -> None:
    lines = ("领卡请带身份证", "当面核对姓名和照片", "到银行激活并修改密码")
    for position, line in enumerate(lines):
        _write(paper, line, 540, 210 + position * 58, 34)


def _draw_label(paper: Picture, card_number: str, symbology: Symbology) -> None:
    code = draw_code(card_number, symbology, MODULE_PX)
    height, width = code.shape
    top, left = 500, (paper.shape[1] - width) // 2
    cv2.rectangle(paper, (left - 30, top - 24), (left + width + 30, top + height + 64), (254, 254, 254), -1)
    paper[top : top + height, left : left + width] = code[:, :, None]
    _write(paper, card_number, left + width // 2 - 100, top + height + 48, 40)
