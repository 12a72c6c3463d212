"""The signature pad under mouse, finger and palm."""

import json
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from playwright.sync_api import CDPSession, Locator, Playwright

from tests.browser.capture_lab import Lab, open_lab, start_playwright

pytestmark = pytest.mark.browser

FINGER, PALM = 12, 60  # radius of the contact in CSS pixels


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with start_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    profile = tmp_path_factory.mktemp("profile")
    with open_lab(playwright, profile, [], has_touch=True, device_scale_factor=2) as lab:
        yield lab


@pytest.fixture
def lab(browser: Lab) -> Iterator[Lab]:
    browser.open("?screen=sign")
    yield browser
    assert browser.complaints == []
    assert browser.outside == []


@pytest.fixture
def pad(lab: Lab) -> Locator:
    return lab.page.get_by_role("img")


@pytest.fixture
def hand(lab: Lab) -> CDPSession:
    return lab.page.context.new_cdp_session(lab.page)


def touch(hand: CDPSession, pad: Locator, points: list[tuple[float, float]], radius: float) -> None:
    """Draw with a contact of this radius; points in CSS pixels from the pad's corner."""
    corner = pad.bounding_box()
    assert corner is not None
    kinds = ["touchStart"] + ["touchMove"] * (len(points) - 1)
    for kind, (x, y) in zip(kinds, points, strict=True):
        point = {"x": corner["x"] + x, "y": corner["y"] + y, "radiusX": radius, "radiusY": radius}
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def line(start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> list[tuple[float, float]]:
    share = np.linspace(0, 1, steps)
    return [(start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in share]


def dark_share(pad: Locator, left: int, top: int, right: int, bottom: int) -> float:
    """Give the share of dark pixels in a part of the pad; CSS pixels from its corner."""
    shot = cv2.imdecode(np.frombuffer(pad.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shot is not None
    return float((shot[top * 2 : bottom * 2, left * 2 : right * 2] < 90).mean())


def test_a_finger_writes_strokes_in_the_published_format(lab: Lab, pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, line((100, 150), (500, 150)), FINGER)
    touch(hand, pad, line((300, 100), (300, 350)), FINGER)

    signature = json.loads(lab.get("lab.signature"))

    assert list(signature) == ["box", "strokes"]
    assert signature["box"][0] == 4000
    assert [len(stroke) > 5 for stroke in signature["strokes"]] == [True, True]
    points = [point for stroke in signature["strokes"] for point in stroke]
    assert all(len(point) == 3 and all(isinstance(value, int) for value in point) for point in points)
    times = [point[2] for point in points]
    assert times[0] == 0
    assert times == sorted(times)
    unit = 4000 / 780
    assert signature["strokes"][0][0][:2] == pytest.approx([100 * unit, 150 * unit], abs=8)
    assert signature["strokes"][0][-1][:2] == pytest.approx([500 * unit, 150 * unit], abs=8)
    assert lab.get("lab.isEnough") is True


def test_the_ink_lies_where_the_finger_went(pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, line((100, 150), (500, 150)), FINGER)
    pad.page.wait_for_timeout(100)

    assert dark_share(pad, 150, 147, 450, 153) > 0.6
    assert dark_share(pad, 150, 180, 450, 300) == 0


def test_a_palm_leaves_nothing(lab: Lab, pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, line((200, 300), (260, 320)), PALM)
    touch(hand, pad, line((100, 150), (500, 150)), FINGER)

    assert len(json.loads(lab.get("lab.signature"))["strokes"]) == 1


def test_a_dot_is_no_signature(lab: Lab, pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, [(200, 200)], FINGER)

    assert lab.get("lab.isEnough") is False


def test_signing_anew_leaves_an_empty_pad(lab: Lab, pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, line((100, 150), (500, 150)), FINGER)
    lab.page.get_by_role("button").click()
    lab.page.wait_for_timeout(100)

    assert json.loads(lab.get("lab.signature"))["strokes"] == []
    assert dark_share(pad, 100, 100, 600, 300) == 0
    assert lab.get("lab.isEnough") is False


def test_the_ink_is_as_fine_as_the_screen(lab: Lab) -> None:
    size = lab.get("[...document.querySelectorAll('canvas')].map(({ width, clientWidth }) => width / clientWidth)")

    assert size == [2]


def test_the_strokes_survive_a_change_of_the_pads_size(lab: Lab, pad: Locator, hand: CDPSession) -> None:
    touch(hand, pad, line((100, 150), (500, 150)), FINGER)
    before = lab.get("lab.signature")
    lab.get("document.querySelector('.sign').style.width = '392px'")
    lab.page.wait_for_timeout(200)

    assert lab.get("lab.signature") == before
    assert dark_share(pad, 75, 73, 225, 77) > 0.3
