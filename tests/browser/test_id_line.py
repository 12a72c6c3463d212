"""ID cards before a tablet's camera: the number line, read live and without a network."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Request, expect

from tests.browser.capture_lab import Lab, open_lab, start_playwright
from tests.support.camera import MOMENTS, LiveCamera, camera_arguments
from tests.support.id_cards import card_people, moments

pytestmark = pytest.mark.browser

FIRST, SECOND = card_people(2)
PACK = (".onnx", ".wasm")


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> LiveCamera:
    return LiveCamera(tmp_path_factory.mktemp("camera") / "camera.y4m")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with start_playwright() as playwright:
        yield playwright


@pytest.fixture
def lab(playwright: Playwright, camera: LiveCamera, tmp_path: Path) -> Iterator[Lab]:
    camera.show_table()
    with open_lab(playwright, tmp_path / "profile", camera_arguments(camera.path), permissions=["camera"]) as lab:
        lab.open("?screen=line")
        yield lab
        assert lab.complaints == []
        assert lab.outside == []


def test_the_number_is_read_from_a_held_card_once_and_the_next_card_when_asked(lab: Lab, camera: LiveCamera) -> None:
    lab.wait_for("lab.lineStats()?.looked > 1", seconds=60)
    assert lab.get("lab.numbers") == []  # a table is no card

    camera.show_pictures(moments(FIRST, "photo", MOMENTS))
    lab.wait_for("lab.numbers.length > 0")
    lab.page.wait_for_timeout(1_000)
    assert lab.get("lab.numbers") == [FIRST.number]
    assert lab.get("lab.lineStats().numbers") >= 2  # not before two frames agreed

    camera.show_pictures(moments(SECOND, "photo", MOMENTS))
    lab.page.wait_for_timeout(500)
    lab.get("lab.nextCard()")
    lab.wait_for("lab.numbers.length > 1")
    assert lab.get("lab.numbers") == [FIRST.number, SECOND.number]


def test_a_card_with_a_wrong_check_character_is_never_taken(lab: Lab, camera: LiveCamera) -> None:
    wrong = FIRST.number[:17] + ("1" if FIRST.number[17] == "0" else "0")
    camera.show_pictures(moments(replace(FIRST, number=wrong), "photo", MOMENTS))
    lab.wait_for("lab.lineStats()?.unsound > 5", seconds=60)

    assert lab.get("lab.numbers") == []


def test_the_pack_is_fetched_once_with_its_progress_shown(
    playwright: Playwright, camera: LiveCamera, tmp_path: Path
) -> None:
    camera.show_pictures(moments(FIRST, "photo", MOMENTS))
    with open_lab(playwright, tmp_path / "profile", camera_arguments(camera.path), permissions=["camera"]) as lab:
        fetched: list[str] = []
        lab.page.on("request", lambda request: _note(request, fetched))
        lab.open("?screen=line")
        lab.wait_for("lab.numbers.length > 0", seconds=60)
        assert len(fetched) == len(PACK)

        lab.page.route("**/*", lambda route: route.abort() if route.request.url.endswith(PACK) else route.continue_())
        lab.open("?screen=line")  # a new page: nothing of it is in memory
        lab.wait_for("lab.numbers.length > 0", seconds=60)
        assert len(fetched) == len(PACK)


def test_without_the_pack_the_view_says_what_else_serves(
    playwright: Playwright, camera: LiveCamera, tmp_path: Path
) -> None:
    with open_lab(playwright, tmp_path / "profile", camera_arguments(camera.path), permissions=["camera"]) as lab:
        lab.page.route("**/*.onnx", lambda route: route.abort())
        lab.open("?screen=line")
        hint = lab.page.get_by_role("status")
        expect(hint).to_contain_text("手工输入，或用读卡器")

        lab.page.unroute("**/*.onnx")
        camera.show_pictures(moments(FIRST, "photo", MOMENTS))
        lab.page.get_by_role("button", name="取识别包").click()
        lab.wait_for("lab.numbers.length > 0", seconds=60)


def _note(request: Request, fetched: list[str]) -> None:
    if request.url.endswith(PACK):
        fetched.append(request.url)
