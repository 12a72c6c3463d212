"""Compile a template with data into a PDF."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from server.forms.typesetting.queries import font_shelf

TEMPLATES = Path(__file__).parents[1]
SHEET = Path(__file__).parent / "sheet.typ"
LARGE = 500_000  # characters of data: about a hundred signed lines
# The compiler keeps layouts until ten documents later (250 kB a signed line), and the last data until the next.
DOCUMENTS_TO_FORGET = 10
_one_at_a_time = Lock()


def typeset(template: Path, data: Mapping[str, object], made_at: datetime) -> bytes:
    """Return the PDF/A of a template that reads its data from `sys.inputs.data`.

    Values reach the template as JSON strings only, never as markup; the same data give the same bytes.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # The compiler keeps fonts and layout caches, but may be used by one thread at a time.
    with _one_at_a_time:
        pdf = _compiler().compile(
            template, format="pdf", sys_inputs={"data": text}, pdf_standards="a-2u", timestamp=made_at, pdf_tags=False
        )
        if len(text) > LARGE:
            _forget()
    if not isinstance(pdf, bytes):
        raise TypeError("typesetting: the compiler gave no PDF")
    return pdf


def typeset_sheet(data: Mapping[str, object], held_on: date) -> bytes:
    """Return the PDF/A of a form that is one table, as `SheetDump.sheet` dumps it."""
    return typeset(SHEET, data, datetime.combine(held_on, time(), UTC))


def warm_up() -> None:
    """Open the fonts and set a word in each, so that nobody's first print waits for that (about a second)."""
    shelf = font_shelf()
    shelf.read()
    words = [f'#text(font: "{font.family}")[卡]' for font in shelf.fonts]
    with _one_at_a_time:
        _compiler().compile("\n".join(words).encode(), format="pdf", sys_inputs={})


def _forget() -> None:
    """Set blank pages until the compiler has let go of a large form's layout, so that memory stays level."""
    for _ in range(DOCUMENTS_TO_FORGET):
        _compiler().compile(b" ", format="pdf", sys_inputs={})


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font.path.parent) for font in font_shelf().fonts],
    )
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)
