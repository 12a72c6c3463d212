"""C18: an officer's keys behind the device's own lock, offline and after a reload; else a passphrase and a PIN."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Playwright, expect

from server.demo.rules import PASSWORD
from server.rules.policy import policy
from tests.browser.album import Album
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.browser.test_interrupted_upload import enrolment_code
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say, saying

pytestmark = pytest.mark.browser

PIN = "402917"
SPECIALIST, MANAGER = Officer("zhoumin", "周敏", PASSWORD), Officer("hanlei", "韩磊", PASSWORD)


class Lock:
    """The device's own lock, played by the browser; it goes with the browser, as a chip goes with its device."""

    def __init__(self, tablet: TabletBrowser, *, has_prf: bool) -> None:
        self._session: CDPSession = tablet.context.new_cdp_session(tablet.page)
        self._session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal"}
        able = {"hasResidentKey": True, "hasUserVerification": True, "hasPrf": has_prf, "isUserVerified": True}
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options | able})
        self._id = made["authenticatorId"]

    def refuse(self) -> None:
        """From now on the finger on the reader is a stranger's."""
        given = {"authenticatorId": self._id, "isUserVerified": False}
        self._session.send("WebAuthn.setUserVerified", given)


@pytest.fixture
def named(playwright: Playwright, installation: Installation, tmp_path: Path) -> Iterator[TabletBrowser]:
    """A tablet that calls the county by a name, as WebAuthn wants it."""
    tablet = TabletBrowser(playwright, tmp_path, installation.address.replace("127.0.0.1", "localhost"))
    tablet.start()
    yield tablet
    tablet.close()


def test_c18_the_device_s_own_lock_opens_offline(
    installation: Installation, named: TabletBrowser, album: Album
) -> None:
    page, lock = named.page, Lock(named, has_prf=True)
    album.watch("tablet", page)
    enrol(named, enrolment_code(installation), album)
    for officer in (SPECIALIST, MANAGER):
        join_by_lock(named, officer, album)
    go_packing(named)
    for officer in (SPECIALIST, MANAGER):
        page.get_by_role("button", name=officer.name).tap()
    pack(page, "龙泉村", SPECIALIST, album)

    named.set_offline(True)
    page.reload()
    page.get_by_role("button", name=SPECIALIST.name).tap()
    page.get_by_role("button", name=say("accounts.field.unlock.go")).tap()
    expect(page.get_by_test_id("people")).to_be_visible()

    lock.refuse()
    page.reload()
    page.get_by_role("button", name=SPECIALIST.name).tap()
    expect(page.get_by_text(say("accounts.field.unlock.refused"))).to_be_visible()
    expect(page.get_by_test_id("people")).to_have_count(0)
    album.take(page, "tablet-71-refused")
    expect(page.get_by_role("button", name=say("accounts.field.unlock.byLock"))).to_be_visible()
    assert named.complaints.heard == []


def test_a_lock_that_gives_no_key_leads_to_the_passphrase(
    installation: Installation, named: TabletBrowser, album: Album
) -> None:
    page = named.page
    Lock(named, has_prf=False)
    album.watch("tablet", page)
    enrol(named, enrolment_code(installation), album)
    prove(named, SPECIALIST)
    page.get_by_role("button", name=say("accounts.field.way.prf.name")).tap()
    expect(page.get_by_text(say("accounts.field.way.cannot"))).to_be_visible()
    album.take(page, "tablet-72-no-prf")
    passphrase = page.get_by_test_id("passphrase").inner_text()
    page.get_by_label(say("accounts.field.slip.back")).press_sequentially(passphrase)
    expect(page.get_by_test_id("trials")).to_be_visible()


def test_c18_a_pin_brings_a_locked_screen_back_and_ten_wrong_ones_drop_the_keys(
    installation: Installation, tablet: TabletBrowser, album: Album
) -> None:
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, enrolment_code(installation), album)
    specialist, manager = [add_officer(page, officer, album) for officer in (SPECIALIST, MANAGER)]
    go_packing(tablet)
    page.get_by_role("button", name=specialist.name).tap()
    page.get_by_label(say("accounts.field.unlock.passphrase")).press_sequentially(specialist.passphrase)
    expect(page.get_by_text(say("accounts.field.pin.what"))).to_be_visible(timeout=30_000)
    album.take(page, "tablet-73-pin-offered")
    page.keyboard.type(PIN)
    unlock(page, manager, album=album)
    pack(page, "龙泉村", specialist, album)

    lock_the_screen(tablet, specialist)
    expect(page.get_by_text(say("accounts.field.pin.yours"))).to_be_visible()
    assert "王玉兰" not in page.content()
    album.take(page, "tablet-74-pin")
    page.keyboard.type(PIN)
    page.get_by_role("button", name=say("accounts.field.unlock.go")).tap()
    expect(page.get_by_test_id("people")).to_be_visible()

    lock_the_screen(tablet, specialist)
    most = policy("unlock.max_tries")
    for wrong in range(1, most):
        page.keyboard.type("000000")
        expect(page.get_by_text(say("accounts.field.unlock.wrongPin", n=most - wrong))).to_be_visible()
    page.keyboard.type("000000")
    expect(page.get_by_text(saying("accounts.field.unlock.paused"))).to_be_visible()
    page.evaluate("localStorage.removeItem('songka.tries')")
    page.reload()
    unlock(page, specialist, manager, album=album)
    expect(page.get_by_test_id("people")).to_be_visible()


def join_by_lock(tablet: TabletBrowser, officer: Officer, album: Album) -> None:
    prove(tablet, officer)
    album.take(tablet.page, "tablet-70-ways")
    tablet.page.get_by_role("button", name=say("accounts.field.way.prf.name")).tap()
    expect(tablet.page.get_by_test_id("trials")).to_contain_text(say("accounts.field.trial.signs"))
    album.take(tablet.page, "tablet-70-tried")


def prove(tablet: TabletBrowser, officer: Officer) -> None:
    page = tablet.page
    page.get_by_role("button", name=say("accounts.field.enrolled.add")).tap()
    page.get_by_label(say("accounts.field.add.username")).fill(officer.username)
    page.get_by_label(say("accounts.field.add.password")).fill(officer.password)
    page.get_by_role("button", name=say("accounts.field.add.go")).tap()


def go_packing(tablet: TabletBrowser) -> None:
    tablet.page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()


def lock_the_screen(tablet: TabletBrowser, officer: Officer) -> None:
    tablet.page.get_by_role("button", name=say("session.lock")).tap()
    tablet.page.get_by_role("button", name=officer.name).tap()
