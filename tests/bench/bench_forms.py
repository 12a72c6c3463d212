"""Time the collection register (附件5) against reportlab, with the same words and the same ink.

reportlab cannot read the packaged fonts (CFF outlines): it takes HanaMinA where Debian's fonts-hanazono is
installed, else its built-in STSong-Light, which it does not embed.
"""

from collections.abc import Callable
from io import BytesIO
from time import process_time

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate

from server.forms.collection_register.actions import print_collection_register
from server.forms.collection_register.models import CollectionLine, CollectionRegister
from server.forms.collection_register.rules import TICKS, cell_texts
from server.forms.models import FormLayout
from server.forms.queries import form_layout
from server.forms.typesetting.models import Box, Ink
from server.forms.typesetting.queries import HANAZONO
from server.forms.typesetting.rules import ink_runs
from tests.server.forms.samples import collection_register

TITLE = "附件5 as PDF, ms of CPU"
HEADERS = (
    "lines",
    "pages",
    "songka, first",
    "songka, next",
    "reportlab",
    "songka KB",
    "reportlab KB",
    "reportlab font",
)
CELL = Box(23.4, 9.6)
FONT = "HanaMinA" if HANAZONO.is_dir() else "STSong-Light"


class InkFlowable(Flowable):
    """Ink as reportlab draws it: the same curves, raised to cubics."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.ink = ink
        self.width, self.height = CELL.width * mm, CELL.height * mm

    def draw(self) -> None:
        canvas: Canvas = self.canv
        canvas.setLineCap(1)
        for run in ink_runs(self.ink, CELL):
            canvas.setLineWidth(run.pen * mm)
            path = canvas.beginPath()
            x, y = run.path[0]
            path.moveTo(x * mm, self.height - y * mm)
            for cx, cy, end_x, end_y in run.path[1:]:
                controls = (
                    x + (cx - x) * 2 / 3,
                    y + (cy - y) * 2 / 3,
                    end_x + (cx - end_x) * 2 / 3,
                    end_y + (cy - end_y) * 2 / 3,
                )
                x, y = end_x, end_y
                points = [*controls, x, y]
                path.curveTo(*(self.height - v * mm if i % 2 else v * mm for i, v in enumerate(points)))
            canvas.drawPath(path)


def reportlab_register(register: CollectionRegister, layout: FormLayout) -> bytes:
    """Print the register as a reportlab user would: a LongTable of Paragraphs with a repeated head."""
    style = ParagraphStyle("cell", fontName=FONT, fontSize=7.5, leading=9, wordWrap="CJK")
    head = [Paragraph(column.label, style) for column in layout.columns]
    rows = [[_cell(line, column.key, layout, style) for column in layout.columns] for line in register.lines]
    table = LongTable([head, *rows], colWidths=[c.width * mm for c in layout.columns], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.4, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=12 * mm, rightMargin=12 * mm).build([table])
    return out.getvalue()


def _cell(line: CollectionLine, key: str, layout: FormLayout, style: ParagraphStyle) -> Flowable:
    if key == "signature" and isinstance(line.signature, Ink):
        return InkFlowable(line.signature)
    if key in TICKS:
        return Paragraph("√" if getattr(line, key) else "", style)
    return Paragraph("<br/>".join(cell_texts(line, layout)[key]), style)


def run(quick: bool) -> list[tuple[str, ...]]:
    """Return one row a size; `quick` leaves out the largest."""
    register_font()
    print_collection_register(collection_register(1, seed=0))  # opens the fonts, once a process
    return [measure(count) for count in ((42, 280) if quick else (42, 280, 2000))]


def register_font() -> None:
    """Make the font known to reportlab."""
    font = TTFont(FONT, HANAZONO / f"{FONT}.ttf") if HANAZONO.is_dir() else UnicodeCIDFont(FONT)
    pdfmetrics.registerFont(font)


def measure(count: int) -> tuple[str, ...]:
    """Time one size: a register the compiler has not seen, then another of the same size."""
    layout = form_layout("collection_register")
    register, next_register = collection_register(count, seed=count), collection_register(count, seed=count + 1)
    first, printed = _timed(lambda: print_collection_register(register).pdf)
    following, _ = _timed(lambda: print_collection_register(next_register).pdf)
    other, drawn = _timed(lambda: reportlab_register(register, layout))
    pages = printed.count(b"/Type/Page") - printed.count(b"/Type/Pages")
    numbers = (f"{first:.0f}", f"{following:.0f}", f"{other:.0f}", f"{len(printed) // 1024}", f"{len(drawn) // 1024}")
    return (str(count), str(pages), *numbers, FONT)


def _timed(make: Callable[[], bytes]) -> tuple[float, bytes]:
    start = process_time()
    made = make()
    return (process_time() - start) * 1000, made
