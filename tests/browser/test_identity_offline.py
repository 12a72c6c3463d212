"""ID cards in a village: the camera reads them after a power cut, without a network; readers where a county says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from server.demo.rules import PASSWORD
from tests.browser.album import Album
from tests.browser.serve_steps import by_number_tail, heading, look_for_the_next
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.test_interrupted_upload import enrolment_code, villagers
from tests.support.held_up import hold_up_id_card
from tests.support.id_readers import PATH, StandIn, running
from tests.support.installation import Installation, free_port
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

ACCOUNTS = (("zhoumin", "周敏"), ("hanlei", "韩磊"))
ASK = """(address) => fetch(address).then((answer) => answer.json()).then(({ state }) => state, () => 'stopped')"""


@pytest.fixture
def packed(installation: Installation, tablet: TabletBrowser, album: Album) -> Iterator[TabletBrowser]:
    """A tablet with a round and its reading pack on board, in a village without a network, after a power cut."""
    album.watch("tablet", tablet.page)
    enrol(tablet, enrolment_code(installation), album)
    team = [add_officer(tablet.page, Officer(*one, PASSWORD), album) for one in ACCOUNTS]
    tablet.page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(tablet.page, *team, album=album)
    expect(tablet.page.get_by_text("已在本机，没网也能用")).to_be_visible(timeout=60_000)
    pack(tablet.page, "龙泉村", team[0], album)
    tablet.set_offline(True)
    installation.stop_api()
    tablet.kill()
    tablet.start()
    tablet.go("/")
    unlock(tablet.page, *team, album=album)
    yield tablet
    assert tablet.complaints.heard == []


def test_an_id_card_is_read_by_the_camera_without_a_network(packed: TabletBrowser, album: Album) -> None:
    (villager,) = villagers(1)
    look_for_the_next(packed.page)
    by_number_tail(packed, villager)
    page = packed.page
    expect(heading(page, villager)).to_be_visible()
    page.get_by_role("button", name=say("issuance.field.number.cameraOn")).tap()
    expect(page.locator(".id-line .number")).to_be_visible(timeout=60_000)
    album.take(page, "tablet-50-id-line")
    hold_up_id_card(page, packed.camera, villager.name, villager.number)

    expect(page.get_by_test_id("number-entry")).to_have_count(0, timeout=60_000)
    album.take(page, "tablet-51-id-read")


def test_a_county_switches_readers_on_for_tablets_that_are_out_already(
    installation: Installation, tablet: TabletBrowser
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}{PATH}"
    with running(StandIn(installation.address), port) as program:
        tablet.go("/")
        tablet.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        tablet.go("/")  # from here on by the service worker
        assert tablet.page.evaluate(ASK, address) == "stopped"

        installation.stop_api()
        installation.settings["SONGKA_ID_READER_PORTS"] = str(port)
        installation.start_api()
        assert start_until_allowed(tablet, address) == "ready"
        assert program.asked > 0


def start_until_allowed(tablet: TabletBrowser, address: str) -> str:
    """Start the app anew until the page that the tablet keeps has the new policy: from the second start on."""
    for _ in range(5):
        tablet.go("/")
        state: str = tablet.page.evaluate(ASK, address)
        if state != "stopped":
            return state
        settle(tablet.page)
    return "stopped"


def settle(page: Page) -> None:
    """Give the service worker the moment it takes to ask for the policy."""
    page.wait_for_timeout(500)
