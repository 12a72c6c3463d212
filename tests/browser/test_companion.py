"""The bank manager's phone, 360 × 640: offline all day, and its halves meet the tablet's at the county."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from server.demo.rules import PASSWORD
from tests.browser import companion_steps as bank
from tests.browser.album import Album
from tests.browser.desk_steps import Desk
from tests.browser.serve_steps import Villager, look_for_the_next
from tests.browser.serve_steps import expect_unsent as tablet_unsent
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.test_interrupted_upload import set_out as tablet_set_out
from tests.browser.test_interrupted_upload import villagers
from tests.support.installation import Installation
from tests.support.tablet_browser import POS, TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

MOST_TAPS = 8
# Which seal the draft on the disk has: another one after every change that was kept.
SEAL_OF_DRAFT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('songka-device')
  opening.onsuccess = () => {
    const asking = opening.result.transaction('chunks').objectStore('chunks').getAll()
    asking.onsuccess = () => {
      opening.result.close()
      resolve(String(asking.result.find(({ kind }) => kind === 'draft')?.sealed.iv))
    }
  }
})"""


@pytest.fixture
def phone(playwright: Playwright, installation: Installation, tmp_path: Path) -> Iterator[TabletBrowser]:
    folder = tmp_path / "companion"
    folder.mkdir()
    phone = TabletBrowser(playwright, folder, installation.address, POS)
    phone.start()
    yield phone
    phone.close()


def test_a_day_at_the_bank_s_desk(installation: Installation, desk: Desk, phone: TabletBrowser, album: Album) -> None:
    manager = set_out(desk, phone, album)
    first, second, third, fourth = villagers(4)
    phone.set_offline(True)
    installation.stop_api()

    bank.look_for_the_next(phone.page)
    check_and_activate(phone, first, album)
    check_for_a_proxy(phone, second, album)
    refuse_somebody(phone, third, album)
    leave_somebody_half_done(phone, fourth, manager, album)

    page = phone.page
    expect_unsent(page, 5)
    show_the_queue(phone, album)
    installation.start_api()
    phone.set_offline(False)
    expect_unsent(page, 0)
    page.get_by_role("link", name=say("sync.field.rescue.back"), exact=True).tap()
    album.take(page, "companion-12-outbox-sent")
    expect(page.get_by_test_id("parked")).to_have_text("0")
    expect(page.get_by_test_id("received")).to_have_text("5")
    nothing_sticks_out(page)
    assert phone.complaints.heard == []
    assert installation.flask("verify").returncode == 0


def show_the_queue(phone: TabletBrowser, album: Album) -> None:
    """Walk through what waits, its tally and the file it can be saved to, without a network."""
    page = phone.page
    page.get_by_role("link", name=say("ui.rail.outbox")).tap()
    expect(page.get_by_test_id("only-here")).to_have_text("5")
    expect(page.get_by_test_id("chain-mark")).to_contain_text(say("session.tally.number", epoch=1, n=5))
    take_whole(page, album, "companion-30-outbox")
    page.get_by_role("link", name=say("sync.field.tally.title"), exact=True).tap()
    expect(page.get_by_test_id("tally-code").locator("b")).not_to_have_text("—")
    take_whole(page, album, "companion-31-tally")
    page.get_by_role("link", name=say("sync.field.rescue.back"), exact=True).tap()
    page.get_by_role("link", name=say("sync.field.rescue.short"), exact=True).tap()
    expect(page.get_by_test_id("save-queue")).to_be_visible()
    take_whole(page, album, "companion-32-rescue")


def take_whole(page: Page, album: Album, name: str) -> None:
    """Keep a screen whose every part fits its width."""
    album.take(page, name)
    nothing_sticks_out(page)


def test_the_halves_meet_at_the_county_in_either_order(
    installation: Installation, desk: Desk, phone: TabletBrowser, tablet: TabletBrowser, album: Album
) -> None:
    set_out(desk, phone, album)
    tablet_set_out(installation, tablet, album)
    phone_first, tablet_first = villagers(2)
    look_for_the_next(tablet.page)

    bank.look_for_the_next(phone.page)
    check_and_activate(phone, phone_first, album)
    expect_unsent(phone.page, 0)
    bank.hand_over_with_the_phone(tablet, phone_first, album)
    tell = tablet.page.get_by_test_id("tell-social")
    expect(tell).to_contain_text(say("issuance.field.tell.state.usable"), timeout=60_000)
    album.take(tablet.page, "companion-21-tablet-done")
    assert halves(desk, phone_first) == ("here", "韩磊", ["finance", "social"])

    look_for_the_next(tablet.page)
    phone.set_offline(True)
    bank.hand_over_with_the_phone(tablet, tablet_first, album)
    tablet_unsent(tablet.page, 0, seconds=60)
    check_and_activate(phone, tablet_first, album)
    assert halves(desk, tablet_first) == ("missing", None, ["social"])
    phone.set_offline(False)
    expect_unsent(phone.page, 0)
    assert halves(desk, tablet_first) == ("here", "韩磊", ["finance", "social"])
    assert installation.flask("verify").returncode == 0


def halves(desk: Desk, villager: Villager) -> tuple[str, str | None, list[str]]:
    """Return what the county has of a hand-over: the bank's half, by whom, and which functions were asked for."""
    api, headers = desk.context.request, {"X-Songka": "1"}
    wanted = {"q": villager.number}
    found = api.post(f"{desk.address}/api/v1/hand-overs/search", data=wanted, headers=headers).json()["items"]
    shown = api.get(f"{desk.address}/api/v1/hand-overs/{found[0]['id']}").json()
    manager = shown["bank_manager"]["name"] if shown["bank_manager"] else None
    return shown["bank_half"], manager, sorted(one["kind"] for one in shown["activations"])


def set_out(desk: Desk, phone: TabletBrowser, album: Album) -> Officer:
    """Enrol the phone for the bank manager alone, pack the round onto it and carry it to the village."""
    desk.sit_down("liuyang")
    code = bank.create_companion(desk, "农商行手机")
    page = phone.page
    album.watch("companion", page)
    enrol(phone, code, album)
    manager = add_officer(page, Officer("hanlei", "韩磊", PASSWORD), album)
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, manager, album=album)
    pack(page, "龙泉村", manager, album)
    phone.close()
    phone.start()
    album.watch("companion", phone.page)
    phone.go("/")
    unlock(phone.page, manager, album=album)
    expect(phone.page.get_by_test_id("people")).to_be_visible()
    album.take(phone.page, "companion-01-desk")
    has_no_page_of_a_tablet(phone, manager, album)
    return manager


def has_no_page_of_a_tablet(phone: TabletBrowser, manager: Officer, album: Album) -> None:
    phone.go("/serve")
    unlock(phone.page, manager, album=album)
    expect(phone.page).to_have_url(f"{phone.address}/bank")
    expect(phone.page.get_by_test_id("people")).to_be_visible()


def check_and_activate(phone: TabletBrowser, villager: Villager, album: Album) -> None:
    page = phone.page
    album.take(page, "companion-02-scan")
    aim_at_the_tablet(page, album)
    begun = phone.count_taps()
    bank.find_by_camera(phone, villager)
    album.take(page, "companion-04-check")
    nothing_sticks_out(page)
    bank.tick_all(page)
    album.take(page, "companion-04-check-ticked")
    bank.agree(page, "selfCame")
    expect(page.get_by_text(say("issuance.companion.afterSigning"))).to_be_visible()
    album.take(page, "companion-05-activate")
    bank.report_activated(page, album, "TX084213")
    expect(page.get_by_test_id("told-finance")).to_contain_text("TX084213")
    album.take(page, "companion-07-done")
    bank.look_for_the_next(page)
    assert phone.count_taps() - begun <= MOST_TAPS


def aim_at_the_tablet(page: Page, album: Album) -> None:
    page.get_by_role("button", name=say("issuance.companion.scanTablet"), exact=True).tap()
    expect(page.get_by_text(say("issuance.companion.aimTablet"))).to_be_visible()
    album.take(page, "companion-02-scan-tablet")
    nothing_sticks_out(page)
    page.get_by_role("button", name=say("issuance.companion.scanCard"), exact=True).tap()


def check_for_a_proxy(phone: TabletBrowser, villager: Villager, album: Album) -> None:
    page = phone.page
    bank.find_by_tail(page, villager, album)
    bank.tick_all(page)
    bank.agree(page, "proxyCame")
    bank.expect_saved(page)
    expect(page.get_by_text(say("issuance.companion.ended.proxyWhat"))).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    album.take(page, "companion-07-done-proxy")
    bank.look_for_the_next(page)


def refuse_somebody(phone: TabletBrowser, villager: Villager, album: Album) -> None:
    page = phone.page
    bank.find_by_camera(phone, villager)
    bank.refuse(page, "照片不像", album)
    album.take(page, "companion-09-refused")
    bank.look_for_the_next(page)


def leave_somebody_half_done(phone: TabletBrowser, villager: Villager, manager: Officer, album: Album) -> None:
    """The battery falls out after two ticks: they are still there; the activation waits on the desk's list."""
    page = phone.page
    bank.find_by_camera(phone, villager)
    for item in bank.ITEMS[:2]:
        before = page.evaluate(SEAL_OF_DRAFT)
        page.get_by_role("checkbox", name=say(f"issuance.companion.item.{item}")).tap()
        page.wait_for_function(f"async (before) => await ({SEAL_OF_DRAFT})() !== before", arg=before)
    phone.go(page.url.removeprefix(phone.address))
    unlock(page, manager, album=album)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2, timeout=30_000)
    page.get_by_role("checkbox", name=say("issuance.companion.item.address")).tap()
    bank.agree(page, "selfCame")
    expect(page.get_by_text(say("issuance.companion.afterSigning"))).to_be_visible()
    page.get_by_role("button", name=say("issuance.companion.later"), exact=True).tap()
    page.get_by_role("radio", name=f"{say('issuance.companion.group.activate')} 1").tap()
    expect(page.get_by_test_id("people").get_by_role("button", name=villager.name)).to_be_visible()
    album.take(page, "companion-10-waiting")
    page.get_by_role("link", name=say("ui.rail.outbox")).tap()
    album.take(page, "companion-11-outbox")
    page.get_by_role("link", name=say("ui.rail.bank")).tap()


def expect_unsent(page: Page, count: int) -> None:
    """Expect the compact pill to tell how many records are on this phone only."""
    pill = page.get_by_role("status").filter(has_text=say("ui.link.unsentWord"))
    expect(pill).to_contain_text(str(count), timeout=60_000)


def nothing_sticks_out(page: Page) -> None:
    """Expect no page to be wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
