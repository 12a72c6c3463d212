"""Cards, scanners and stills before a tablet's camera."""

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Playwright
from pyzbar.pyzbar import ZBarSymbol, decode

from tests.browser.capture_lab import Lab, open_lab, start_playwright
from tests.support.camera import LiveCamera, camera_arguments, write_camera_video
from tests.support.codes import Picture, as_jpeg, draw_code128, draw_qr, on_white
from tests.support.frames import HEIGHT, WIDTH, make_blank_table
from tests.support.tablet_browser import scan

pytestmark = pytest.mark.browser

CARDS = ["548426015", "B00000019", "SC0000000123"]
EXIF_AND_XMP, IPTC = b"\xff\xe1", b"\xff\xed"


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> LiveCamera:
    return LiveCamera(tmp_path_factory.mktemp("camera") / "camera.y4m")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with start_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, camera: LiveCamera, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    profile = tmp_path_factory.mktemp("profile")
    with open_lab(playwright, profile, camera_arguments(camera.path), permissions=["camera"]) as lab:
        yield lab


@pytest.fixture
def lab(browser: Lab, camera: LiveCamera) -> Iterator[Lab]:
    camera.show_table()
    browser.open("?screen=find")
    browser.wait_for("lab.stats().misses > 1")
    yield browser
    assert browser.complaints == []
    assert browser.outside == []


def opened(jpeg: bytes) -> Picture:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def numbers_on(jpeg: bytes) -> list[str]:
    return [code.data.decode() for code in decode(opened(jpeg), symbols=[ZBarSymbol.CODE128])]


def sheet_of(*codes: Picture) -> Picture:
    """Lay codes under each other on a white sheet before the lens, in colour."""
    sheets = [on_white(code, WIDTH, HEIGHT // len(codes)) for code in codes]
    return cv2.cvtColor(np.vstack(sheets), cv2.COLOR_GRAY2BGR)


def test_cards_of_a_moving_clip_are_read_one_after_the_other_each_once(playwright: Playwright, tmp_path: Path) -> None:
    clip = tmp_path / "camera.mjpeg"
    timeline = [(None, 0.5), *((part, 0.8) for card in CARDS for part in (card, None))]
    write_camera_video(clip, timeline)
    with open_lab(playwright, tmp_path / "profile", camera_arguments(clip), permissions=["camera"]) as lab:
        lab.open("?screen=find")
        lab.wait_for("lab.reads.length >= 3")
        read = lab.get("lab.reads.map(({ text, symbology }) => [text, symbology])")
        frame = lab.picture("lab.frameOf(0)")
        assert lab.complaints == []
        assert lab.outside == []
    start = CARDS.index(read[0][0])  # the clip loops: any of them may be the first
    assert read[:3] == [[CARDS[(start + later) % 3], "code128"] for later in range(3)]
    assert numbers_on(frame) == [read[0][0]]


def test_the_kept_frame_shows_the_code_that_was_read_and_is_small_and_bare(lab: Lab, camera: LiveCamera) -> None:
    camera.show("548426015")
    lab.wait_for("lab.reads.length === 1")

    frame = lab.picture("lab.frameOf(0)")

    assert numbers_on(frame) == ["548426015"]
    assert max(opened(frame).shape) <= 1280
    assert len(frame) <= 120_000
    assert frame[:2] == b"\xff\xd8"
    assert EXIF_AND_XMP not in frame
    assert IPTC not in frame


@pytest.mark.parametrize("level", ["turned", "upright", "perspective", "dark", "turned_dark"])
def test_a_card_is_read_however_it_is_held(lab: Lab, camera: LiveCamera, level: str) -> None:
    camera.show_level("B00000019", level)
    lab.wait_for("lab.reads.length > 0")

    assert lab.get("lab.reads[0].text") == "B00000019"


def test_a_card_that_lies_before_the_lens_is_reported_once_until_it_has_left(lab: Lab, camera: LiveCamera) -> None:
    camera.show("548426015")
    lab.wait_for("lab.stats().hits > 8")
    assert lab.get("lab.reads.length") == 1

    camera.show_table()
    lab.page.wait_for_timeout(2_000)
    camera.show("548426015")
    lab.wait_for("lab.reads.length === 2")


def test_darkness_is_told_once(lab: Lab, camera: LiveCamera) -> None:
    camera.show_level(None, "dark")
    lab.wait_for("lab.darkenings > 0")
    lab.page.wait_for_timeout(2_500)

    assert lab.get("lab.darkenings") == 1


def test_two_cards_in_one_picture_are_none(lab: Lab, camera: LiveCamera) -> None:
    both = sheet_of(draw_code128("548426015", 4, 140), draw_code128("B00000019", 4, 140))
    camera._play([both] * 4)
    lab.wait_for("lab.several === 1")

    assert lab.get("lab.reads.filter(({ text }) => text !== '548426015' && text !== 'B00000019').length") == 0


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_chinese_qr_code_is_read_in_either_charset(lab: Lab, camera: LiveCamera, charset: str) -> None:
    camera._play([sheet_of(draw_qr("延吉市 王玉兰".encode(charset), 12))] * 4)
    lab.wait_for("lab.reads.length > 0")

    assert lab.get("[lab.reads[0].text, lab.reads[0].symbology]") == ["延吉市 王玉兰", "qr"]


def test_cards_shown_one_after_the_other_are_each_read_after_they_appear(lab: Lab, camera: LiveCamera) -> None:
    for position, card in enumerate(CARDS):
        camera.show(card)
        lab.wait_for(f"lab.reads.length === {position + 1}")
        # How long it takes is measured by `make bench`; here only that nothing is read before it is seen.
        assert lab.get("lab.reads.at(-1).at - lab.appearances.at(-1)") >= 0
        camera.show_table()
        lab.page.wait_for_timeout(700)


def test_a_scanner_types_into_a_field_while_the_camera_runs(lab: Lab, camera: LiveCamera) -> None:
    field = lab.page.get_by_label("field")
    field.fill("延吉")
    scan(lab.page, "王玉兰")
    lab.wait_for("lab.bursts.length === 1")
    assert lab.get("lab.bursts[0].text") == "王玉兰"
    assert field.input_value() == "延吉"
    assert lab.page.get_by_role("status").last.inner_text() == "延吉"

    camera.show("548426015")
    lab.wait_for("lab.reads.length === 1")


def test_a_person_types_while_no_field_has_the_focus(lab: Lab) -> None:
    lab.page.keyboard.type("0426", delay=90)
    lab.wait_for("lab.typed === '0426'")

    assert lab.get("lab.bursts.length") == 0


def test_a_still_carries_its_watermark_in_the_picture(lab: Lab) -> None:
    plain = opened(lab.picture("lab.still('')"))
    marked_jpeg = lab.picture("lab.still('仅供社会保障卡发放使用 2026-11-24')")
    marked = opened(marked_jpeg)

    assert marked.shape == plain.shape
    lighter = marked.astype(int) - make_blank_like(plain) > 40
    assert 0.01 < lighter.mean() < 0.2
    assert EXIF_AND_XMP not in marked_jpeg


def make_blank_like(picture: Picture) -> Picture:
    """Give the bare table as the screen cuts it out of the camera's picture."""
    left = (WIDTH - picture.shape[1]) // 2
    return make_blank_table(0).picture[:, left : left + picture.shape[1]].astype(int)


def with_camera_notes(jpeg: bytes) -> bytes:
    """Add what a phone writes into its pictures: an Exif block that says "turned by 90 degrees"."""
    entry = b"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
    tiff = b"II*\x00\x08\x00\x00\x00\x01\x00" + entry + b"\x00\x00\x00\x00"
    body = b"Exif\x00\x00" + tiff
    return jpeg[:2] + EXIF_AND_XMP + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def test_a_chosen_file_is_turned_upright_shrunk_and_freed_of_its_notes(lab: Lab) -> None:
    picture = cv2.resize(make_blank_table(1).picture, (2000, 1000))
    file = base64.b64encode(with_camera_notes(as_jpeg(picture))).decode()

    still = lab.picture(f"lab.stillOf('{file}')")

    assert opened(still).shape == (1280, 640, 3)
    assert EXIF_AND_XMP not in still


def test_a_file_that_is_no_picture_is_refused(lab: Lab) -> None:
    assert lab.get("lab.stillOf(btoa('%PDF-1.7'))") == "not_an_image"


def test_without_permission_the_screen_says_why_and_the_scanner_still_works(
    playwright: Playwright, tmp_path: Path
) -> None:
    with open_lab(playwright, tmp_path / "profile", ["--use-fake-device-for-media-stream"]) as lab:
        lab.open("?screen=find")
        lab.wait_for("lab.problems.length === 1")
        assert lab.get("lab.problems[0]") == "denied"
        assert "没有用摄像头的权限" in lab.page.get_by_role("alert").inner_text()

        scan(lab.page, "548426015")
        lab.wait_for("lab.bursts.length === 1")
