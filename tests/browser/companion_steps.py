"""What a bank manager does with the phone beside the tablet, step by step as its screens ask for it."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.album import Album
from tests.browser.desk_steps import Desk, choose
from tests.browser.serve_steps import Villager, by_scanner, check, main_button, read_by_reader, scan_until
from tests.support.tablet_browser import TabletBrowser, sign
from tests.support.wording import say, saying

ITEMS = ("id_card", "photo", "address")


def create_companion(desk: Desk, name: str) -> str:
    """Set up a phone at the desk and return the code that the page shows once."""
    page = desk.page
    desk.go("/desk/devices")
    page.get_by_test_id("create-device").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("accounts.desk.devices.name")).fill(name)
    dialog.get_by_role("radio", name=say("accounts.desk.devices.companion")).click()
    choose(page, say("accounts.desk.devices.organisation"), "明月镇人社站")
    dialog.get_by_role("button", name=say("accounts.desk.devices.createGo"), exact=True).click()
    page.get_by_test_id("draw-code").click()
    code = page.get_by_test_id("enrolment-code").inner_text()
    page.keyboard.press("Escape")
    return code


def look_for_the_next(page: Page) -> None:
    """Go on to the screen that finds the next person."""
    following = page.get_by_role("button", name=say("issuance.companion.nextOne"), exact=True)
    following.or_(page.get_by_role("button", name=say("issuance.companion.next"), exact=True)).tap()
    expect(page.get_by_role("button", name=say("issuance.companion.fromList"), exact=True)).to_be_visible()


def find_by_camera(phone: TabletBrowser, villager: Villager) -> None:
    """Hold the card before the phone's camera."""
    expect(phone.page.locator("video").first).to_be_visible()
    phone.camera.show(villager.card_number)
    expect(name_of(phone.page, villager)).to_be_visible()
    phone.camera.show_table()


def find_by_tail(page: Page, villager: Villager, album: Album) -> None:
    """Find the person in the list by the last four of the number."""
    page.get_by_role("button", name=say("issuance.companion.fromList"), exact=True).tap()
    for key in villager.number[-4:]:
        page.get_by_role("button", name=key, exact=True).tap()
    album.take(page, "companion-03-search")
    page.get_by_test_id("candidates").get_by_role("button", name=villager.name).tap()
    expect(name_of(page, villager)).to_be_visible()


def tick_all(page: Page) -> None:
    """Compare ID card, photo and address with the originals."""
    for item in ITEMS:
        tile = page.get_by_role("checkbox", name=say(f"issuance.companion.item.{item}"))
        tile.tap()
        expect(tile).to_be_checked()


def agree(page: Page, who: str) -> None:
    """Say who came: `selfCame` or `proxyCame`."""
    page.get_by_role("button", name=say(f"issuance.companion.{who}"), exact=True).tap()


def report_activated(page: Page, album: Album, terminal: str = "", *, password_changed: bool = True) -> None:
    """Note what the bank's terminal did; its slip is scanned."""
    page.get_by_role("radio", name=say("issuance.companion.result.activated"), exact=True).tap()
    answer = "yes" if password_changed else "no"
    page.get_by_role("radio", name=say(f"issuance.companion.password.{answer}"), exact=True).tap()
    if terminal:
        reference = page.get_by_label(say("issuance.companion.terminal"))
        scan_until(page, terminal, lambda: reference.input_value() == terminal)
    album.take(page, "companion-06-activate-filled")
    page.get_by_role("button", name=say("issuance.companion.note"), exact=True).tap()
    expect_saved(page)


def refuse(page: Page, reason: str, album: Album) -> None:
    """Say that something does not match, and what."""
    page.get_by_role("button", name=say("issuance.companion.refuse"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=reason).tap()
    album.take(page, "companion-08-refuse")
    dialog.get_by_role("button", name=say("issuance.companion.refuseGo"), exact=True).tap()
    expect_saved(page)


def expect_saved(page: Page, state: str = "saved") -> None:
    """Expect the screen to tell where the newest record is."""
    expect(page.get_by_test_id("saved")).to_have_attribute("data-state", state, timeout=60_000)


def name_of(page: Page, villager: Villager) -> Locator:
    return page.get_by_label(say("issuance.field.person")).get_by_text(villager.name, exact=True)


def show_the_code(page: Page, album: Album) -> None:
    """Hold the tablet's code out to the phone."""
    page.get_by_role("button", name=say("issuance.field.bank.show"), exact=True).tap()
    expect(page.get_by_role("img", name=say("issuance.field.bank.show"), exact=True)).to_be_visible()
    album.take(page, "companion-20-tablet-code")
    page.keyboard.press("Escape")


def hand_over_with_the_phone(tablet: TabletBrowser, villager: Villager, album: Album) -> None:
    """Hand the card over on the tablet; the bank manager's half comes from the phone."""
    page = tablet.page
    by_scanner(tablet, villager)
    read_by_reader(page, villager)
    check(page)
    main_button(page, say("issuance.field.self")).tap()
    album.take(page, "companion-20-tablet-bank")
    show_the_code(page, album)
    page.get_by_role("button", name=saying("issuance.field.bank.phone")).tap()
    sign(page, page.locator("canvas.ink"))
    main_button(page, say("issuance.field.sign.go")).tap()
    expect(page.get_by_test_id("saved")).to_be_visible()
