"""A power cut soon after enrolment takes the browser's cookie along: the device is known again and its queue leaves."""

import pytest
from playwright.sync_api import expect

from server.demo.rules import PASSWORD, TABLET
from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row
from tests.browser.serve_steps import Villager, expect_unsent, pick_reason
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.test_interrupted_upload import enrolment_code, villagers
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

# Takes the device's own key out of its row, as a browser does that loses what it promised to keep.
FORGET_KEY = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('songka-device')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const table = opening.result.transaction('device', 'readwrite').objectStore('device')
    const asking = table.get('device')
    asking.onsuccess = () => table.put({ ...asking.result, signer: null })
    table.transaction.oncomplete = () => { opening.result.close(); resolve(null) }
  }
})"""


def test_the_device_outlives_its_cookie_and_then_its_key(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album
) -> None:
    album.watch("tablet", tablet.page)
    enrol(tablet, enrolment_code(installation), album)
    cut_the_power(tablet, album)
    tablet.go("/enrol")
    accounts = (("zhoumin", "周敏"), ("hanlei", "韩磊"))
    team = [add_officer(tablet.page, Officer(*one, PASSWORD), album) for one in accounts]
    tablet.page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(tablet.page, *team, album=album)
    pack(tablet.page, "龙泉村", team[0], album)

    first, second = villagers(2)
    record_without_network(tablet, first)
    cut_the_power(tablet, album)
    tablet.set_offline(False)
    tablet.go("/")
    unlock(tablet.page, *team, album=album)
    expect_unsent(tablet.page, 0, seconds=60)

    record_without_network(tablet, second)
    lose_everything_but_the_queue(tablet)
    notice = tablet.page.get_by_test_id("device-unknown")
    expect(notice).to_be_visible(timeout=60_000)
    album.take(tablet.page, "tablet-60-unknown")
    notice.get_by_role("link").tap()
    enter_a_new_code(desk, tablet, album)
    expect(tablet.page.get_by_text(team[1].name).first).to_be_visible()
    tablet.go("/")
    unlock(tablet.page, *team, album=album)
    expect_unsent(tablet.page, 0, seconds=60)
    assert installation.flask("verify").returncode == 0


def cut_the_power(tablet: TabletBrowser, album: Album) -> None:
    """End the browser at once; whatever of its cookies was on the disk is gone as well."""
    tablet.kill()
    tablet.start()
    tablet.context.clear_cookies()
    album.watch("tablet", tablet.page)


def record_without_network(tablet: TabletBrowser, villager: Villager) -> None:
    """Note that somebody has not come; the record stays on the tablet."""
    page = tablet.page
    tablet.set_offline(True)
    page.get_by_role("link", name=say("rounds.field.notServed", name=villager.name)).tap()
    pick_reason(page, "没来")
    expect(page.get_by_test_id("people")).to_be_visible()
    expect_unsent(page, 1)


def lose_everything_but_the_queue(tablet: TabletBrowser) -> None:
    tablet.page.evaluate(FORGET_KEY)
    tablet.context.clear_cookies()
    tablet.set_offline(False)


def enter_a_new_code(desk: Desk, tablet: TabletBrowser, album: Album) -> None:
    """Draw a code for the same device at the desk, and type it on the device."""
    desk.sit_down("liuyang")
    open_row(desk, "/desk/devices", TABLET)
    desk.page.get_by_test_id("draw-code").click()
    code = desk.page.get_by_test_id("enrolment-code").inner_text()
    tablet.page.get_by_label(say("accounts.field.enrol.code")).fill(code)
    album.take(tablet.page, "tablet-61-new-code")
    tablet.page.get_by_role("button", name=say("accounts.field.enrol.go"), exact=True).tap()
    expect(tablet.page.get_by_role("button", name=say("accounts.field.enrolled.add"))).to_be_visible()
