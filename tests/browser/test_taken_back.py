"""A device that the county shuts out wipes its roster at the next contact; what is in its queue still arrives (4.2)."""

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row
from tests.browser.serve_steps import expect_unsent
from tests.browser.tablet_steps import unlock
from tests.browser.test_interrupted_upload import set_out, villagers
from tests.browser.test_lost_cookie import record_without_network
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

# What is left of the roster: parts of the bundle and the draft, and wraps of their key.
LEFT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('songka-device')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const database = opening.result
    const reading = database.transaction(['chunks', 'rounds'])
    const chunks = reading.objectStore('chunks').count()
    const rounds = reading.objectStore('rounds').getAll()
    reading.oncomplete = () => {
      database.close()
      resolve({ chunks: chunks.result, wraps: rounds.result.flatMap((round) => Object.keys(round.wraps)).length })
    }
  }
})"""


def test_a_revoked_tablet_wipes_its_roster_and_uploads_its_queue(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album
) -> None:
    team = set_out(installation, tablet, album)
    assert tablet.page.evaluate(LEFT)["chunks"] > 0
    record_without_network(tablet, villagers(1)[0])
    revoke(desk, "演示平板")

    tablet.set_offline(False)
    notice = tablet.page.get_by_test_id("device-revoked")
    expect(notice).to_be_visible(timeout=60_000)
    assert tablet.page.evaluate(LEFT) == {"chunks": 0, "wraps": 0}
    expect_unsent(tablet.page, 0, seconds=60)
    album.take(tablet.page, "tablet-62-revoked")

    tablet.go("/today")
    expect(tablet.page.get_by_test_id("device-revoked")).to_contain_text(say("session.county.left.none"))
    expect(tablet.page.get_by_test_id("people")).to_have_count(0)
    tablet.go("/unlock")
    unlock(tablet.page, team[0], album=album)
    assert tablet.page.evaluate(LEFT) == {"chunks": 0, "wraps": 0}
    assert installation.flask("verify").returncode == 0


def revoke(desk: Desk, name: str) -> None:
    """Shut the device out at the desk."""
    desk.sit_down("liuyang")
    open_row(desk, "/desk/devices", name)
    desk.page.get_by_role("button", name=say("accounts.desk.devices.revoke"), exact=True).click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name=say("accounts.desk.devices.revoke"), exact=True).click()
    expect(dialog).to_be_hidden()
