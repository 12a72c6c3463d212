"""A picture is judged by its header, before any decoder sees it."""

import time

import pytest

from server.evidence.reading import PictureHeader, PictureLimits, read_header, refuse_picture
from tests.support.codes import as_jpeg, as_png, as_webp, draw_code128, on_white
from tests.support.frames import make_frame
from tests.support.pictures import (
    jpeg_with_false_size,
    jpeg_with_place,
    plain_label,
    png_bomb,
    png_with_text,
)

LIMITS = PictureLimits(max_bytes=6 * 1024 * 1024, max_pixels=25_000_000)
LABEL = on_white(draw_code128("548426015", 3, 120), 640, 360)


def test_it_refuses_a_bomb_of_400_megapixels_from_its_header_at_once() -> None:
    bomb = png_bomb(20_000, 20_000)
    assert len(bomb) < 60_000
    before = time.perf_counter()
    assert refuse_picture(bomb, LIMITS) == "too_large"
    assert time.perf_counter() - before < 0.1


def test_it_refuses_more_bytes_than_allowed_without_reading_them() -> None:
    assert refuse_picture(bytes(LIMITS.max_bytes + 1), LIMITS) == "too_large"


def test_it_refuses_a_jpeg_that_claims_too_many_pixels() -> None:
    claimed = jpeg_with_false_size(plain_label(), 60_000, 60_000)
    assert refuse_picture(claimed, LIMITS) == "too_large"


def test_it_refuses_a_jpeg_that_carries_a_place() -> None:
    assert refuse_picture(jpeg_with_place(plain_label()), LIMITS) == "carries_metadata"


def test_it_finds_metadata_hidden_behind_the_picture_data() -> None:
    plain = plain_label()
    hidden = plain[:-2] + jpeg_with_place(plain)[2:200] + plain[-2:]
    assert refuse_picture(hidden, LIMITS) == "carries_metadata"


def test_it_refuses_a_png_with_a_text_chunk() -> None:
    assert refuse_picture(png_with_text(as_png(LABEL), b"someone"), LIMITS) == "carries_metadata"


def test_it_refuses_a_webp_whose_chunks_hold_exif() -> None:
    plain = as_webp(LABEL)
    exif = b"EXIF" + (4).to_bytes(4, "little") + b"MM\x00\x2a"
    length = (len(plain) - 8 + len(exif)).to_bytes(4, "little")
    assert refuse_picture(plain[:4] + length + plain[8:] + exif, LIMITS) == "carries_metadata"


@pytest.mark.parametrize("encode", [as_jpeg, as_png, as_webp])
def test_it_refuses_a_picture_that_was_cut_off(encode) -> None:
    whole = encode(LABEL)
    for kept in (0, 3, 12, 25, len(whole) // 2, len(whole) - 1):
        assert refuse_picture(whole[:kept], LIMITS) == "not_a_picture", kept


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + bytes(100), b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff" + bytes(50) + b"\xff\xd9"],
)
def test_it_refuses_what_is_no_jpeg_png_or_webp(data: bytes) -> None:
    assert refuse_picture(data, LIMITS) == "not_a_picture"


def test_it_refuses_a_picture_without_height() -> None:
    assert refuse_picture(jpeg_with_false_size(plain_label(), 640, 0), LIMITS) == "not_a_picture"


def test_it_accepts_a_frame_as_the_camera_gives_it() -> None:
    frame = make_frame("548426015").jpeg()
    assert refuse_picture(frame, LIMITS) is None
    assert read_header(frame) == PictureHeader("image/jpeg", 1280, 720, carries_metadata=False)


def test_it_reads_the_size_of_png_and_of_lossy_and_lossless_webp() -> None:
    import cv2

    lossless = cv2.imencode(".webp", LABEL, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    assert read_header(as_png(LABEL)) == PictureHeader("image/png", 640, 360, False)
    assert read_header(as_webp(LABEL)) == PictureHeader("image/webp", 640, 360, False)
    assert read_header(lossless) == PictureHeader("image/webp", 640, 360, False)
