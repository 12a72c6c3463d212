"""What the tests that do the whole job share: the product running, a tablet, pictures of the screens."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.album import Album
from tests.browser.capture_lab import start_playwright
from tests.browser.desk_steps import Desk, close_all
from tests.support.installation import ROOT, Installation, build_pwa
from tests.support.tablet_browser import QUIET, TabletBrowser, chromium


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
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@contextmanager
def _alone(run_folder: Path) -> Iterator[None]:
    """Keep the run's other processes waiting inside a `with` block."""
    with (run_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def pwa(run_folder: Path) -> Path:
    with _alone(run_folder):
        return build_pwa()


@pytest.fixture(scope="session")
def made_up_world(pwa: Path, run_folder: Path) -> Path:
    """A data folder with the demonstration in it, to be copied."""
    folder = run_folder / "world"
    with _alone(run_folder):
        if not folder.exists():
            folder.mkdir()
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
        installation.end()
        sys.stdout.write(installation.logs())


@pytest.fixture
def tablet(playwright: Playwright, installation: Installation, tmp_path: Path) -> Iterator[TabletBrowser]:
    tablet = TabletBrowser(playwright, tmp_path, installation.address)
    tablet.start()
    yield tablet
    tablet.close()


@pytest.fixture(scope="module")
def office_browser(playwright: Playwright) -> Iterator[Browser]:
    """What office computers share: each of them is a context of its own, which knows nothing of the others."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def desk(office_browser: Browser, installation: Installation, album: Album) -> Iterator[Desk]:
    """An office computer."""
    yield Desk(office_browser, installation.address, album)
    close_all(office_browser)
