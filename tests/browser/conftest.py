"""What the tests that do the whole job share: the product running, a tablet, pictures of the screens."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Playwright

from tests.browser.capture_lab import start_playwright
from tests.support.installation import ROOT, Installation, build_pwa
from tests.support.tablet_browser import TabletBrowser


class Album:
    """Pictures of screens: all of them with SONGKA_SCREENS=1, and the last one of each page when a test fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[str, Page] = {}
        self._wanted = os.environ.get("SONGKA_SCREENS", "0") != "0"

    def watch(self, name: str, page: Page) -> None:
        """Remember a page; a later one of the same name takes its place."""
        self._pages[name] = page

    def take(self, page: Page, name: str) -> None:
        """Keep a picture of the screen as it is now."""
        if self._wanted:
            page.wait_for_timeout(400)  # a picture shows screens at rest: transitions last up to 200 ms
            self._save(page, name)

    def take_last(self) -> None:
        """Keep what each page shows at the end of a failed test."""
        for name, page in self._pages.items():
            if not page.is_closed():
                self._save(page, f"failed-{name}")

    def _save(self, page: Page, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            page.screenshot(path=self._folder / f"{name}.png", timeout=10_000)
        except Error as problem:
            sys.stdout.write(f"no picture of {name}: {problem}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Any:
    report = yield
    album = getattr(item, "funcargs", {}).get("album")
    if report.when == "call" and report.failed and album:
        album.take_last()
    return report


@pytest.fixture
def album() -> Album:
    return Album(ROOT / "out" / "screens")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with start_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def pwa() -> Path:
    return build_pwa()


@pytest.fixture(scope="session")
def made_up_world(pwa: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration in it, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    Installation(folder, pwa).prepare()
    return folder / "data"


@pytest.fixture
def installation(pwa: Path, made_up_world: Path, tmp_path: Path) -> Iterator[Installation]:
    """The product, running, with the demonstration in it."""
    installation = Installation(tmp_path, pwa, made_up_world)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        sys.stdout.write(installation.logs())


@pytest.fixture
def tablet(playwright: Playwright, installation: Installation, tmp_path: Path) -> Iterator[TabletBrowser]:
    tablet = TabletBrowser(playwright, tmp_path, installation.address)
    tablet.start()
    yield tablet
    tablet.close()
