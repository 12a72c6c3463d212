"""What a specialist and a bank manager do with one person, and how much of the screen that takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import time

from playwright.sync_api import Locator, Page, expect

from tests.browser.album import Album
from tests.support.tablet_browser import TabletBrowser, scan, sign
from tests.support.wording import say, saying

SCANS = 5


@dataclass(frozen=True)
class Villager:
    """Somebody whose card is in the round."""

    name: str
    number: str
    card_number: str
    initials: str
    box_position: str


@dataclass(frozen=True)
class Measured:
    """What one hand-over took: touches of the screen, those of a keypad apart, and seconds from the card's appearing
    to the tick."""

    way: str
    taps: int
    keys: int
    seconds: float


Find = Callable[[TabletBrowser, Villager], float]
Identify = Callable[[Page, Villager], None]


def by_camera(tablet: TabletBrowser, villager: Villager) -> float:
    """Hold the card before the camera, on whatever screen looks for the next one; tell when it was there."""
    expect(tablet.page.locator("video").first).to_be_visible()
    tablet.camera.show(villager.card_number)
    return time()


def by_scanner(tablet: TabletBrowser, villager: Villager) -> float:
    """Scan the card with the scanner in the hand."""
    begun = time()
    scan_until(tablet.page, villager.card_number, heading(tablet.page, villager).is_visible)
    return begun


def scan_until(page: Page, text: str, is_done: Callable[[], bool]) -> None:
    """Scan, and scan again where a busy machine pulled the keys so far apart that they were a person's."""
    for _ in range(SCANS):
        scan(page, text)
        for _ in range(20):
            if is_done():
                return
            page.wait_for_timeout(200)
    raise AssertionError("nothing came of several scans")


def by_search(way: str, text: Callable[[Villager], str]) -> Find:
    """Look for the person: what is typed into the screen that finds chooses its way, and opens whom it names."""

    def find(tablet: TabletBrowser, villager: Villager) -> float:
        begun = time()
        type_keys(tablet.page, text(villager))
        return begun

    find.__name__ = f"by_{way}"
    return find


def type_keys(page: Page, text: str) -> None:
    """Type as a hand does on a keyboard."""
    for key in text:
        page.keyboard.press(key, delay=60)


def tap_keys(page: Page, text: str) -> None:
    """Type on the keypad of the screen."""
    keypad = page.get_by_role("group", name=say("ui.keypad.label"))
    for key in text:
        keypad.get_by_role("button", name=key, exact=True).tap()


by_number_tail = by_search("id_tail", lambda villager: villager.number[-4:])
by_initials = by_search("pinyin", lambda villager: villager.initials[:4])
by_box_position = by_search("box_position", lambda villager: villager.box_position)


def by_box_position_on_the_screen(tablet: TabletBrowser, villager: Villager) -> float:
    """Look for the card's place in the box with the keypad of the screen."""
    begun = time()
    tap_keys(tablet.page, villager.box_position)
    return begun


def read_by_reader(page: Page, villager: Villager) -> None:
    """Lay the ID card on the reader, which types name and number."""
    # Before the ID card is read there is no tile, and to ask one whether it is ticked would wait for it.
    ticked = tile(page, "idCard").and_(page.get_by_role("checkbox", checked=True))
    scan_until(page, f"{villager.name},{villager.number}", ticked.is_visible)


def typed_by_hand(page: Page, villager: Villager) -> None:
    """Type the number from the ID card, and look at the card itself."""
    expect(page.get_by_test_id("number-entry")).to_be_visible()
    type_keys(page, villager.number)
    tile(page, "idCard").tap()


def typed_on_the_screen(page: Page, villager: Villager) -> None:
    """Type the number on the keypad that lies ready, and look at the ID card itself."""
    expect(page.get_by_test_id("number-entry")).to_be_visible()
    tap_keys(page, villager.number)
    tile(page, "idCard").tap()


def hand_over(
    tablet: TabletBrowser, villager: Villager, find: Find, identify: Identify, album: Album, picture: str = ""
) -> Measured:
    """Hand the card to its owner; done when the tick shows, that is, when the record is on the disk."""
    page = tablet.page
    taps_before, keys_before = tablet.count_taps(), tablet.count_keys()
    begun = find(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    identify(page, villager)
    check(page)
    if picture:
        album.take(page, f"tablet-{picture}-match")
    main_button(page, say("issuance.field.self")).tap()
    if picture:
        album.take(page, f"tablet-{picture}-bank")
    bank_looks(page)
    sign(page, page.locator("canvas.ink"))
    if picture:
        album.take(page, f"tablet-{picture}-sign")
    main_button(page, say("issuance.field.sign.go")).tap()
    expect(page.get_by_test_id("saved")).to_be_visible()
    seconds = time() - begun
    tablet.camera.show_table()
    taps, keys = tablet.count_taps() - taps_before, tablet.count_keys() - keys_before
    if picture:
        album.take(page, f"tablet-{picture}-done")
    return Measured(f"{find.__name__} · {identify.__name__}".replace("_", " "), taps, keys, seconds)


@dataclass(frozen=True)
class Proxy:
    """Somebody who collects for another."""

    name: str
    number: str
    phone: str


def hand_over_to_relative(
    tablet: TabletBrowser, villager: Villager, proxy: Proxy, relation: str, album: Album
) -> Measured:
    """Hand the card to a direct relative: both ID cards on the reader, the register, pictures of the papers."""
    page = tablet.page
    taps_before, keys_before = tablet.count_taps(), tablet.count_keys()
    begun = by_camera(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    read_by_reader(page, villager)
    named = page.get_by_test_id("by-proxy").get_by_text(say("issuance.field.proxy.collects", name=proxy.name))
    scan_until(page, f"{proxy.name},{proxy.number}", named.is_visible)
    check(page)
    album.take(page, "tablet-40-match-by-proxy")
    main_button(page, say("issuance.field.proxy.word")).tap()
    expect(page.get_by_test_id("proxy-phone")).to_be_visible()
    type_keys(page, proxy.phone)
    page.get_by_role("radio", name=relation, exact=True).tap()
    for paper in ("proxy_id_card", "household_register"):
        album.take(page, f"tablet-41-{paper}")
        page.get_by_role("button", name=say(f"issuance.field.papers.take.{paper}"), exact=True).tap()
        expect(page.get_by_role("checkbox", name=say(f"issuance.field.papers.{paper}"))).to_be_checked()
    main_button(page, say("issuance.field.proxy.go")).tap()
    bank_looks(page)
    sign(page, page.locator("canvas.ink"))
    album.take(page, "tablet-42-proxy-signs")
    main_button(page, say("issuance.field.sign.go")).tap()
    expect(page.get_by_test_id("saved")).to_be_visible()
    seconds = time() - begun
    tablet.camera.show_table()
    album.take(page, "tablet-43-collected-by-proxy")
    taps, keys = tablet.count_taps() - taps_before, tablet.count_keys() - keys_before
    return Measured("by camera · direct relative", taps, keys, seconds)


def hand_over_by_fingerprint(
    tablet: TabletBrowser,
    villager: Villager,
    witness: str,
    album: Album,
    find: Find = by_scanner,
    identify: Identify = read_by_reader,
) -> None:
    """Hand the card to somebody who cannot write: a picture of the print, and a witness signs beside it."""
    page = tablet.page
    find(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    identify(page, villager)
    check(page)
    main_button(page, say("issuance.field.self")).tap()
    bank_looks(page)
    main_button(page, say("issuance.field.print.instead")).tap()
    main_button(page, say("issuance.field.print.take")).tap()
    expect(main_button(page, say("issuance.field.print.again"))).to_be_visible()
    page.get_by_label(say("issuance.field.print.witnessName")).fill(villager.name)
    sign(page, page.locator("canvas.ink"))
    expect(page.get_by_role("button", name=say("issuance.field.missing.witness_is_the_collector"))).to_be_visible()
    page.get_by_label(say("issuance.field.print.witnessName")).fill(witness)
    album.take(page, "tablet-44-fingerprint")
    main_button(page, say("issuance.field.print.go")).tap()
    expect(page.get_by_test_id("saved")).to_be_visible()


def hand_over_against_temporary_card(tablet: TabletBrowser, villager: Villager, album: Album) -> None:
    """Hand a card to somebody on the list of temporary cards, who gives theirs back (2.2)."""
    page = tablet.page
    by_scanner(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    read_by_reader(page, villager)
    for item in ("photo", "address", "face"):
        tile(page, item).tap()
    album.take(page, "tablet-45-temporary-card")
    page.get_by_test_id("temporary").get_by_role("button", name=say("issuance.field.temporary.back")).tap()
    main_button(page, say("issuance.field.self")).tap()
    bank_looks(page)
    sign(page, page.locator("canvas.ink"))
    main_button(page, say("issuance.field.sign.go")).tap()
    expect(page.get_by_test_id("unsettled")).to_be_visible()
    album.take(page, "tablet-46-not-settled-yet")


def refuse_proxy(tablet: TabletBrowser, villager: Villager, proxy: Proxy, relation: str, album: Album) -> None:
    """Send somebody away who may not collect, with the clause on the screen (1.1.3.b)."""
    page = tablet.page
    by_scanner(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    read_by_reader(page, villager)
    main_button(page, say("issuance.field.proxy.word")).tap()
    scan_until(page, f"{proxy.name},{proxy.number}", page.get_by_test_id("proxy-phone").is_visible)
    note_proxy_refused(page, relation, album)


def note_proxy_refused(page: Page, relation: str, album: Album) -> None:
    """Note why whoever stands here may not collect; it goes back to the list of today."""
    page.get_by_role("button", name=say("issuance.field.refused.word"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=relation).tap()
    album.take(page, "tablet-47-proxy-refused")
    dialog.get_by_role("button", name=say("issuance.field.refused.go"), exact=True).tap()
    expect(page.get_by_test_id("people")).to_be_visible()


def check(page: Page) -> None:
    """What people look at: photo, address, card face; and the question after a temporary card."""
    for item in ("photo", "address", "face"):
        tile(page, item).tap()
        expect(tile(page, item)).to_be_checked()
    page.get_by_role("button", name=say("issuance.field.temporary.none"), exact=True).tap()


def bank_looks(page: Page) -> None:
    """Let the bank manager check on this tablet, whether or not their phone carries the round."""
    alone = page.get_by_role("button", name=saying("issuance.field.bank.confirm"))
    alone.or_(page.get_by_role("button", name=say("issuance.field.bank.here"), exact=True)).tap()


def heading(page: Page, villager: Villager) -> Locator:
    return page.get_by_label(say("issuance.field.person")).get_by_text(villager.name, exact=True)


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(rf"^\s*{say(f'issuance.field.tile.{name}')}"))


def main_button(page: Page, label: str) -> Locator:
    return page.get_by_role("button", name=label, exact=True)


def note_absent(page: Page, villager: Villager) -> None:
    """Note from the list of today that somebody has not come."""
    page.get_by_role("link", name=say("rounds.field.notServed", name=villager.name)).tap()
    pick_reason(page, "没来")
    expect(page.get_by_test_id("people")).to_be_visible()


def note_dead(tablet: TabletBrowser, villager: Villager, album: Album) -> None:
    """Learn, with the card in the hand, that its owner has died."""
    page = tablet.page
    by_scanner(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    page.get_by_role("button", name=say("issuance.field.cannot"), exact=True).tap()
    pick_reason(page, "已去世")
    expect(page.get_by_text(saying("issuance.field.frozen.title", name=villager.name))).to_be_visible()
    album.take(page, "tablet-36-frozen")
    main_button(page, say("issuance.field.done.next")).tap()


def note_wrong_face(
    tablet: TabletBrowser, villager: Villager, correct_name: str, album: Album, find: Find = by_scanner
) -> None:
    """Keep a card whose face shows a wrong name."""
    page = tablet.page
    find(tablet, villager)
    expect(heading(page, villager)).to_be_visible()
    page.get_by_role("button", name=say("issuance.field.wrongFace.word"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="姓名").tap()
    dialog.get_by_label(say("issuance.field.wrongFace.correct")).fill(correct_name)
    dialog.get_by_role("checkbox", name=say("issuance.field.wrongFace.kept")).tap()
    album.take(page, "tablet-31-wrong-face")
    dialog.get_by_role("button", name=say("issuance.field.wrongFace.go"), exact=True).tap()
    expect(page.get_by_text(say("issuance.field.setAside.title", name=villager.name))).to_be_visible()
    album.take(page, "tablet-32-set-aside")


def correct_this(page: Page, reason: str, album: Album) -> None:
    """Take back the hand-over that the screen shows, with a reason."""
    page.get_by_role("button", name=say("issuance.field.correct.this"), exact=True).tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    album.take(page, "tablet-33-correct")
    pick_reason(page, reason)
    expect(page.get_by_test_id("saved")).to_be_hidden()


def report_finance(page: Page, terminal: str, album: Album, *, password_changed: bool) -> None:
    """Note as the bank manager what the POS did for the person on the screen."""
    page.get_by_role("button", name=say("issuance.field.finance.word"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=say("issuance.field.finance.activated"), exact=True).tap()
    answer = say(f"issuance.field.finance.{'yes' if password_changed else 'no'}")
    dialog.get_by_role("radio", name=answer, exact=True).tap()
    dialog.get_by_label(say("issuance.field.finance.terminal")).fill(terminal)
    album.take(page, "tablet-34-finance")
    dialog.get_by_role("button", name=saying("issuance.field.finance.go")).tap()
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("tell-finance")).to_contain_text(say("issuance.field.tell.state.usable"))


def pick_reason(page: Page, reason: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=reason).tap()
    dialog.get_by_role("button", name=say("issuance.field.notServed.go")).last.tap()
    expect(dialog).to_be_hidden()


def look_for_the_next(page: Page) -> None:
    """Go on to the screen that finds the next person."""
    following = page.get_by_role("button", name=say("issuance.field.done.next"), exact=True)
    following.or_(page.get_by_role("button", name=say("rounds.field.scan"), exact=True)).tap()
    expect(page.get_by_test_id("candidates")).to_be_visible()


def go_to_today(page: Page) -> None:
    page.get_by_role("button", name=say("issuance.field.today")).tap()
    expect(page.get_by_test_id("people")).to_be_visible()


def expect_unsent(page: Page, count: int, seconds: float = 5) -> None:
    """Expect the pill that stands on every screen to tell how many records are on this tablet only."""
    told = say("ui.link.unsent", n=count) if count else say("ui.link.none")
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible(timeout=seconds * 1000)
