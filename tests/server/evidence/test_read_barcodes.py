"""What is printed on a carrier is read from its photo, also from a bad one."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from server.evidence.reading import Format
from server.evidence.reading.barcodes import NotAPictureError, read_barcodes
from server.evidence.reading.steps import Picture, full_steps, scale, short_steps
from server.evidence.reading.zbar import ZbarEngine, decode_text
from tests.support.codes import as_jpeg, as_png, draw_code128, draw_qr, on_white
from tests.support.frames import LEVELS, make_blank_table, make_frame

BOTH: tuple[Format, ...] = ("code128", "qr")
BUDGET_MS = 20_000  # never what decides here, on however slow a machine


def texts(data: bytes, budget_ms: int = BUDGET_MS) -> list[str]:
    return [reading.text for reading in read_barcodes(data, BOTH, budget_ms)]


def test_it_raises_for_bytes_that_do_not_decode() -> None:
    with pytest.raises(NotAPictureError):
        read_barcodes(b"\xff\xd8\xff\xe0no picture at all\xff\xd9", BOTH, BUDGET_MS)


def test_it_reads_nothing_from_a_table_or_from_a_carrier_without_a_label() -> None:
    assert texts(make_blank_table().jpeg()) == []
    assert texts(make_frame(None, "turned").jpeg()) == []


@pytest.mark.parametrize("level", LEVELS)
def test_it_reads_a_card_number_under_every_condition(level: str) -> None:
    assert texts(make_frame("B00000019", level, 1).jpeg()) == ["B00000019"]


@pytest.mark.parametrize("level", ["easy", "turned", "dark", "everything"])
def test_it_reads_a_qr_as_well(level: str) -> None:
    assert texts(make_frame("B00000019", level, 1, "qr").jpeg()) == ["B00000019"]


def test_it_finds_nothing_on_a_turned_label_when_no_time_is_left_for_the_full_search() -> None:
    turned = make_frame("548426015", "turned", 1).jpeg()
    assert texts(turned, budget_ms=0) == []
    assert texts(turned) == ["548426015"]


def test_it_stops_searching_when_the_budget_is_used_up() -> None:
    looked_at: list[Picture] = []

    class Blind:
        def find(self, picture: Picture, _: Sequence[Format]) -> list[tuple[Format, bytes]]:
            looked_at.append(picture)
            return []

    times = iter([0.0, 1.0, 1.5, 2.5, 9.0])
    frame = make_frame("548426015").jpeg()
    assert read_barcodes(frame, BOTH, 2000, engine=Blind(), clock=lambda: next(times)) == []
    assert len(looked_at) == 3 + 2  # three short steps, then two before the time was up


def test_it_reads_both_codes_of_a_picture_that_shows_two() -> None:
    linear = on_white(draw_code128("548426015", 3, 100), 640, 360)
    square = on_white(draw_qr("B00000019", 6), 640, 360)
    both = as_png(np.hstack([linear, square]))
    assert sorted(texts(both)) == ["548426015", "B00000019"]


def test_it_reads_only_the_formats_that_were_asked_for() -> None:
    frame = make_frame("548426015", "easy", 1, "qr").jpeg()
    assert read_barcodes(frame, ("code128",), BUDGET_MS) == []
    assert read_barcodes(frame, ("qr",), BUDGET_MS)[0].format == "qr"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_reads_chinese_from_a_qr_whatever_software_printed_it(encoding: str) -> None:
    text = "李四 548426015 长春市绿园区㐂村"
    picture = on_white(draw_qr(text.encode(encoding), 6), 640, 480)
    assert texts(as_jpeg(picture)) == [text]


def test_it_shows_bytes_that_are_no_text_instead_of_failing() -> None:
    assert decode_text(b"\xff\xff\x80") == "\\xff\\xff\\x80"


def found_by(step_name: str, picture: Picture) -> list[bytes]:
    """Read with one step alone."""
    steps = [*short_steps(picture), *full_steps(picture, BOTH)]
    return [raw for name, prepared in steps if name == step_name for _, raw in ZbarEngine().find(prepared, BOTH)]


def grey(level: str, seed: int, symbology: Format = "code128") -> Picture:
    picture = make_frame("548426015", level, seed, symbology).picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


@pytest.mark.parametrize(
    ("step", "level", "seed", "symbology"),
    [
        ("even_contrast", "blurred", 1, "code128"),
        ("sharpened", "moving", 2, "qr"),
        ("deskewed", "turned", 0, "code128"),
        ("deskewed_averaged", "turned", 0, "code128"),
        ("deskewed_otsu", "noisy", 1, "code128"),
        ("otsu", "noisy", 1, "code128"),
        ("upscaled", "blurred", 1, "code128"),
        ("qr_rectified", "moving", 2, "qr"),
    ],
)
def test_each_step_reads_alone_what_the_raw_picture_does_not_give(
    step: str, level: str, seed: int, symbology: Format
) -> None:
    picture = grey(level, seed, symbology)
    assert found_by("raw", picture) == []
    assert b"548426015" in found_by(step, picture)


@pytest.mark.parametrize(("width", "scaled_width"), [(640, 1000), (1280, 1280), (4000, 1400)])
def test_it_scales_a_picture_to_the_size_that_suits_the_engine(width: int, scaled_width: int) -> None:
    assert scale(np.zeros((width // 2, width), np.uint8)).shape == (scaled_width // 2, scaled_width)
