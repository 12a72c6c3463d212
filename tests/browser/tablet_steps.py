"""What officers do with a tablet in a village, step by step as the screens ask for it."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.album import Album
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say


@dataclass(frozen=True)
class Officer:
    """Somebody with an account; the passphrase is that of the slip from the tablet."""

    username: str
    name: str
    password: str
    passphrase: str = ""


def enrol(tablet: TabletBrowser, code: str, album: Album) -> None:
    """Make the browser a device of ours with a code from the desk."""
    page = tablet.page
    tablet.go("/")
    page.goto(f"{tablet.address}/enrol")
    page.get_by_label("登记码").fill(code)
    album.take(page, "tablet-01-enrol")
    page.get_by_role("button", name="登记", exact=True).tap()
    expect(page.get_by_role("button", name="添加人员")).to_be_visible()
    expect(page.get_by_test_id("ability-persisted")).to_have_attribute("data-has", "true")
    expect(page.get_by_test_id("ability-strict")).to_have_attribute("data-has", "true")


def add_officer(page: Page, officer: Officer, album: Album) -> Officer:
    """Add an officer and return them with the passphrase that the page shows once."""
    page.get_by_role("button", name="添加人员").tap()
    page.get_by_label("账号").fill(officer.username)
    page.get_by_label("密码").fill(officer.password)
    album.take(page, "tablet-02-add-officer")
    page.get_by_role("button", name="登记到这台设备").tap()
    passphrase = page.get_by_test_id("passphrase").inner_text()
    album.take(page, "tablet-03-slip")
    page.get_by_label("照纸条输一遍").press_sequentially(passphrase)
    expect(page.get_by_text(officer.name).first).to_be_visible()
    expect(page.get_by_test_id("slip")).to_have_count(0)
    return Officer(officer.username, officer.name, officer.password, passphrase)


def unlock(page: Page, *officers: Officer, album: Album) -> None:
    """Open the tablet with the passphrase of each officer's own slip."""
    for officer in officers:
        chosen = page.get_by_role("heading", name=f"{officer.name}，请输口令")
        choice = page.get_by_role("button", name=officer.name)
        expect(chosen.or_(choice)).to_be_visible()
        if not chosen.is_visible():
            choice.tap()
        album.take(page, "tablet-04-unlock")
        page.get_by_label("纸条上的口令").press_sequentially(officer.passphrase)
        expect(chosen).to_have_count(0, timeout=30_000)
        decline_pin(page, officer)


def decline_pin(page: Page, officer: Officer) -> None:
    """Whoever has opened with a slip is offered a PIN, once while the page lives: not today."""
    if page.get_by_role("heading", name=say("accounts.field.pin.title", name=officer.name)).is_visible():
        page.get_by_role("button", name=say("accounts.field.pin.none"), exact=True).tap()


def pack(page: Page, village: str, officer: Officer, album: Album) -> None:
    """Put the round of a village onto the tablet."""
    page.get_by_role("button", name=village).tap()
    album.take(page, "tablet-05-rounds")
    page.get_by_role("button", name="装场", exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("账号").fill(officer.username)
    dialog.get_by_label("密码").fill(officer.password)
    dialog.get_by_role("button", name="装场", exact=True).tap()
    expect(page.get_by_text("现在可以断网了")).to_be_visible(timeout=60_000)
    album.take(page, "tablet-06-packed")
    page.get_by_role("button", name="进今日").tap()
    expect(page.get_by_test_id("people")).to_be_visible()
    album.take(page, "tablet-07-today")


def carry_to_the_village(tablet: TabletBrowser, *team: Officer, album: Album) -> None:
    """Switch the tablet off at the office and on again in the village; it knows who it is, and whose it is."""
    tablet.close()
    tablet.start()
    album.watch("tablet", tablet.page)
    tablet.go("/")
    unlock(tablet.page, *team, album=album)
    expect(tablet.page.get_by_test_id("people")).to_be_visible()
