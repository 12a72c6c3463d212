"""Read printed pages back: what a person would see, in millimetres from the top left."""

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    character: str
    left: float
    top: float
    right: float
    bottom: float


def texts(pdf: bytes) -> list[str]:
    """Return every page's text, line breaks as the reader finds them."""
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def glyphs(pdf: bytes, page_number: int = 0) -> list[Glyph]:
    """Return every visible character of a page with its box."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[page_number]
        height = page.get_height()
        text = page.get_textpage()
        found = []
        for index in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text, index))
            if character.isspace() or not character.isprintable():
                continue
            left, bottom, right, top = text.get_charbox(index)
            box = (left, height - top, right, height - bottom)
            found.append(Glyph(character, *(value / MM for value in box)))
        return found


def picture(pdf: bytes, page_number: int = 0, per_mm: float = 4.0) -> NDArray[np.int16]:
    """Render a page in colour, `per_mm` pixels to the millimetre."""
    with pdfium.PdfDocument(pdf) as document:
        bitmap = document[page_number].render(scale=per_mm / MM, rev_byteorder=True)
        return bitmap.to_numpy()[:, :, :3].astype(np.int16)


def ink(pdf: bytes, page_number: int = 0, per_mm: float = 4.0) -> NDArray[np.float64]:
    """Return where blue-black ink is: rows of (x, y) in millimetres."""
    page = picture(pdf, page_number, per_mm)
    rows, columns = np.nonzero(page[:, :, 2] - page[:, :, 0] > 20)
    return np.stack([columns, rows], axis=1) / per_mm


def fonts_embedded(pdf: bytes) -> dict[str, bool]:
    """Return each font that a page uses, and whether the file carries it."""
    found: dict[str, bool] = {}
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
                font = raw.FPDFTextObj_GetFont(item)
                name = bytes(128)
                raw.FPDFFont_GetBaseFontName(font, name, len(name))
                found[name.rstrip(b"\0").decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return found


def pictures(pdf: bytes, page_number: int = 0) -> int:
    """Count the bitmaps on a page."""
    with pdfium.PdfDocument(pdf) as document:
        items = document[page_number].get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8)
        return sum(1 for _ in items)
