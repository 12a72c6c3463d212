import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.forms.typesetting.models import Box, Ink
from server.forms.typesetting.rules import ink_drawing, ink_runs, read_ink

BOX = Box(23.4, 9.6)
numbers = st.floats(-5000, 5000)
strokes = st.lists(st.lists(st.tuples(numbers, numbers, numbers), max_size=12).map(tuple), max_size=6).map(tuple)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b'{"box": [600], "strokes": []}',
        b'{"box": [600, 0], "strokes": []}',
        b'{"box": [600, 220], "strokes": [[[1, 2]]]}',
        b'{"box": [600, 220], "strokes": [[[1, NaN, 0]]]}',
        b'{"box": [600, 220], "strokes": [[[1, "x", 0]]]}',
        b'{"box": [600, 220], "strokes": 7}',
        b'{"box": [Infinity, 220], "strokes": []}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_it_refuses_what_is_not_a_strokes_document(document):
    with pytest.raises(ValueError, match=r".+"):
        read_ink(document)


def test_it_reads_the_strokes_of_a_device():
    document = json.dumps({"box": [600, 220], "strokes": [[[1, 2, 0], [3, 4.5, 12]], [[5, 6, 90]]]}).encode()
    assert read_ink(document) == Ink((((1, 2, 0), (3, 4.5, 12)), ((5, 6, 90),)), 600, 220)


@given(strokes, st.floats(1, 4000), st.floats(1, 4000))
def test_ink_never_leaves_its_box(drawn, width, height):
    for run in ink_runs(Ink(drawn, width, height), BOX):
        points = [*run.path[:1], *((c[i], c[i + 1]) for c in run.path[1:] for i in (0, 2))]
        for x, y in points:
            assert run.pen / 2 - 0.02 <= x <= BOX.width - run.pen / 2 + 0.02
            assert run.pen / 2 - 0.02 <= y <= BOX.height - run.pen / 2 + 0.02


@given(strokes)
def test_every_stroke_leaves_ink(drawn):
    inked = [stroke for stroke in drawn if stroke]
    assert len(ink_runs(Ink(drawn, 600, 220), BOX)) >= len(inked)


def test_ink_keeps_its_shape():
    square = (((100, 50, 0), (200, 50, 500), (200, 150, 1000), (100, 150, 1500), (100, 50, 2000)),)
    points = [curve[2:] for run in ink_runs(Ink(square, 600, 220), BOX) for curve in run.path[1:]]
    xs, ys = zip(*points, strict=True)
    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), abs=0.5)


def test_a_faster_hand_leaves_a_thinner_line():
    slow = tuple((10 + i * 2, 40, i * 20) for i in range(40))
    fast = tuple((10 + i * 12, 160, 2000 + i * 20) for i in range(40))
    runs = ink_runs(Ink((slow, fast), 600, 220), BOX)
    pens = {"slow": [r.pen for r in runs if r.path[0][1] < 5], "fast": [r.pen for r in runs if r.path[0][1] > 5]}
    assert max(pens["fast"]) < min(pens["slow"])


def test_a_tap_leaves_a_dot():
    drawing = ink_drawing(Ink((((300, 110, 0),),), 600, 220), BOX)
    assert drawing.count("<path") == 1


def test_a_drawing_holds_numbers_only():
    drawing = ink_drawing(Ink((((1, 2, 0), (300, 200, 12)),), 600, 220), BOX)
    assert drawing.startswith("<svg ")
    assert "<text" not in drawing
