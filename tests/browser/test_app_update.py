"""C10: a newer build is not put in place while records wait; afterwards a person puts it in place by a tap."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.album import Album
from tests.browser.serve_steps import expect_unsent
from tests.browser.test_interrupted_upload import set_out, villagers
from tests.browser.test_lost_cookie import record_without_network
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

# Whether a build waits, after the browser has looked for one to its end.
LOOK = """async () => {
  const registration = await navigator.serviceWorker.ready
  const found = await registration.update()
  const worker = found.installing
  if (worker) await new Promise((done) => worker.addEventListener('statechange', done))
  return found.waiting !== null
}"""


@pytest.fixture
def installation(pwa: Path, made_up_world: Path, tmp_path: Path) -> Iterator[Installation]:
    """The product with an app of its own, so that a newer build can take its place."""
    installation = Installation(tmp_path, shutil.copytree(pwa, tmp_path / "app"), made_up_world)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


def test_c10_no_build_takes_the_place_of_another_over_unsent_records(
    playwright: Playwright, installation: Installation, tmp_path: Path, album: Album
) -> None:
    with FaultProxy(installation.port) as network:
        tablet = TabletBrowser(playwright, tmp_path, network.address)
        tablet.start()
        set_out(installation, tablet, album)
        record_without_network(tablet, villagers(1)[0])
        network.set(Fault("status", "POST /api/v1/events"))
        tablet.set_offline(False)

        publish_a_newer_build(tmp_path / "app")
        assert tablet.page.evaluate(LOOK) is False
        expect_unsent(tablet.page, 1)

        network.set(None)
        expect_unsent(tablet.page, 0, seconds=60)
        assert tablet.page.evaluate(LOOK) is True
        update(tablet.page, album)
        tablet.close()


def publish_a_newer_build(app: Path) -> None:
    """Change the service worker by a byte, as every build does."""
    worker = app / "sw.js"
    worker.write_text(worker.read_text("utf-8") + "\n// newer\n", "utf-8")
    worker.with_name("sw.js.gz").unlink(missing_ok=True)


def update(page: Page, album: Album) -> None:
    """Put the newer build in place; the page comes back in it."""
    notice = page.get_by_test_id("update-ready")
    expect(notice).to_be_visible()
    album.take(page, "tablet-65-update")
    with page.expect_navigation():
        notice.get_by_role("button", name=say("session.update.go")).tap()
    expect(page.get_by_test_id("update-ready")).to_have_count(0)
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).waiting === null")
