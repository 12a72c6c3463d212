"""Fit ink and pictures to their cells: strokes become smooth curves in millimetres, pictures become small."""

import json
from io import BytesIO
from itertools import groupby, pairwise
from math import hypot
from operator import itemgetter
from statistics import median

import segno
from PIL import Image

from server.forms.typesetting.models import Box, Ink, PenRun, Point

PEN = 0.34  # a 0.3–0.4 mm line is what a gel pen leaves
SLOW_PEN, FAST_PEN = 0.42, 0.27
STEP = 0.25  # points nearer than this on paper add bytes, not shape
FAST, SLOW = 1.4, 0.6  # times the median pace of the hand
DOT = 0.01
MOST_MAGNIFIED = 2.0  # a tiny signature may grow, but not into a caricature
INK_COLOUR = "#10203c"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    ' fill="none" stroke="{colour}" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
)
MOST_PIXELS = 40_000_000
PRINT_PIXELS = 300  # 10 mm at 760 dpi


def small_picture(picture: bytes) -> bytes | None:
    """Return a PNG or JPEG as a small grey PNG; None when it cannot be read or is beyond any camera's size."""
    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("L", (PRINT_PIXELS, PRINT_PIXELS))
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    grey.thumbnail((PRINT_PIXELS, PRINT_PIXELS))
    out = BytesIO()
    grey.save(out, "PNG", optimize=True)
    return out.getvalue()


def qr_drawing(text: str, size: float) -> str:
    """Return a QR code as an SVG `size` millimetres wide, without the quiet zone that the paper around it gives."""
    out = BytesIO()
    code = segno.make_qr(text, error="m")
    modules, _ = code.symbol_size(border=0)
    code.save(out, kind="svg", scale=size / modules, unit="mm", border=0, xmldecl=False, dark="#000")
    return out.getvalue().decode()


def read_ink(document: bytes) -> Ink:
    """Read the strokes as a device sends them: `{"box": [w, h], "strokes": [[[x, y, t], …], …]}`.

    ValueError when it is anything else.
    """
    try:
        fields = json.loads(document)
        width, height = fields["box"]
        strokes = tuple(tuple((float(x), float(y), float(t)) for x, y, t in stroke) for stroke in fields["strokes"])
        return Ink(strokes, float(width), float(height))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("ink: not a strokes document") from error


def ink_drawing(ink: Ink, box: Box) -> str:
    """Return the ink as an SVG of the box's size: numbers only, nothing of the form's text."""
    paths = "".join(_path(run) for run in ink_runs(ink, box))
    return SVG.format(width=box.width, height=box.height, colour=INK_COLOUR, paths=paths)


def _path(run: PenRun) -> str:
    (x, y), *curves = run.path
    return f'<path stroke-width="{run.pen}" d="M{x:.2f} {y:.2f}' + "".join(map(_curve, curves)) + '"/>'


def _curve(curve: tuple[float, ...]) -> str:
    cx, cy, x, y = curve
    return f"Q{cx:.2f} {cy:.2f} {x:.2f} {y:.2f}"


def ink_runs(ink: Ink, box: Box) -> list[PenRun]:
    """Fit the ink into the box, centred and undistorted; a faster hand leaves a thinner line."""
    strokes = [_thinned(stroke) for stroke in _placed(ink, box)]
    pace = median(_speeds(strokes) or [0.0])
    return [run for stroke in strokes if stroke for run in _stroke_runs(stroke, pace)]


def _placed(ink: Ink, box: Box) -> list[list[Point]]:
    points = [point for stroke in ink.strokes for point in stroke]
    if not points:
        return []
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    room = Box(box.width - SLOW_PEN, box.height - SLOW_PEN)
    scale = min(
        room.width / max(right - left, 1e-6),
        room.height / max(bottom - top, 1e-6),
        MOST_MAGNIFIED * min(room.width / ink.width, room.height / ink.height),
    )
    x0 = (box.width - (left + right) * scale) / 2
    y0 = (box.height - (top + bottom) * scale) / 2
    return [[(x * scale + x0, y * scale + y0, t) for x, y, t in stroke] for stroke in ink.strokes]


def _thinned(stroke: list[Point]) -> list[Point]:
    kept = stroke[:1]
    for point in stroke[1:-1]:
        if not _near(point, kept[-1]):
            kept.append(point)
    return kept + stroke[1:][-1:]


def _near(one: Point, other: Point) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) < STEP


def _speed(start: Point, end: Point) -> float:
    return hypot(end[0] - start[0], end[1] - start[1]) / max(end[2] - start[2], 1.0)


def _speeds(strokes: list[list[Point]]) -> list[float]:
    return [_speed(a, b) for stroke in strokes for a, b in pairwise(stroke)]


def _stroke_runs(stroke: list[Point], pace: float) -> list[PenRun]:
    if all(_near(point, stroke[0]) for point in stroke):
        x, y, _ = stroke[0]
        return [PenRun(SLOW_PEN, ((x, y), (x, y, x + DOT, y)))]
    pens = _pens([_speed(a, b) for a, b in pairwise(stroke)], pace)
    start: tuple[float, ...] = stroke[0][:2]
    runs = []
    for pen, group in groupby(zip(pens, _curves(stroke), strict=True), key=itemgetter(0)):
        curves = [curve for _, curve in group]
        runs.append(PenRun(pen, (start, *curves)))
        start = curves[-1][2:]
    return runs


def _pens(speeds: list[float], pace: float) -> list[float]:
    """Choose a pen per piece from its neighbourhood's speed, so that the width does not flicker."""
    near = [speeds[max(0, i - 2) : i + 3] for i in range(len(speeds))]
    smooth = [sum(some) / len(some) for some in near]
    return [FAST_PEN if s > FAST * pace else SLOW_PEN if s < SLOW * pace else PEN for s in smooth]


def _curves(stroke: list[Point]) -> list[tuple[float, ...]]:
    """Return quadratic curves that pull towards each point and meet half-way between two.

    They stay among the points, so ink never swings out of its cell. One curve for every gap: the first
    and the last are half straight.
    """
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(stroke)]
    curves = [(*stroke[0][:2], *middles[0])]
    curves += [(*point[:2], *middle) for point, middle in zip(stroke[1:-1], middles[1:], strict=True)]
    return [*curves[:-1], (*curves[-1][:2], *stroke[-1][:2])] if len(curves) > 1 else [(*middles[0], *stroke[-1][:2])]
