"""What the team does with the people of village M by the camera alone: every card and every ID card is held up."""

import re
from dataclasses import dataclass
from time import time

from playwright.sync_api import Page, expect

from tests.browser import companion_steps as bank
from tests.browser.album import Album
from tests.browser.serve_steps import Villager, bank_looks, heading, main_button, tap_keys, tile, type_keys
from tests.support.held_up import HeldUp, hold_up_id_card
from tests.support.tablet_browser import TabletBrowser, sign
from tests.support.wording import say, saying
from tests.village.people import Proxy
from tests.village.people import Villager as OfTheVillage

MODEL_MS = 60_000  # the reader of numbers is loaded once
READ_MS = 60_000
LOOKED_AT = ("photo", "address", "face")


@dataclass
class Team:
    """The tablet and the manager's phone, and what is held before their cameras."""

    tablet: TabletBrowser
    phone: TabletBrowser
    held: HeldUp
    album: Album

    @property
    def page(self) -> Page:
        """The tablet's page; another one after each start."""
        return self.tablet.page

    # How serve_steps finds and identifies, by the camera alone.
    def find(self, tablet: TabletBrowser, one: Villager) -> float:
        """Hold the card before the camera of whatever screen looks for the next one; tell when it was there."""
        expect(tablet.page.locator("video").first).to_be_visible()
        self.held.carrier(tablet.camera, one.card_number)
        begun = time()
        expect(heading(tablet.page, one)).to_be_visible(timeout=READ_MS)
        tablet.camera.show_table()
        return begun

    def identify(self, page: Page, one: Villager) -> None:
        """Hold up the person's own ID card, and look at it."""
        self.read_id_card(page, one.name, one.number)
        tile(page, "idCard").tap()
        expect(tile(page, "idCard")).to_be_checked()

    def read_id_card(self, page: Page, name: str, number: str) -> None:
        """Hold an ID card into the outline until its number is read."""
        line = page.locator(".id-line .number")
        switch = page.get_by_role("button", name=say("issuance.field.number.cameraOn"))
        expect(line.or_(switch)).to_be_visible()
        if switch.is_visible():
            switch.tap()
        expect(line).to_be_visible(timeout=MODEL_MS)
        hold_up_id_card(page, self.tablet.camera, name, number)
        expect(page.get_by_test_id("number-entry")).to_have_count(0, timeout=READ_MS)
        self.tablet.camera.show_table()

    # The phone beside the tablet.
    def check_on_the_phone(self, one: Villager, who: str) -> None:
        """Have the manager find the same card with the phone, and compare."""
        page = self.phone.page
        bank.look_for_the_next(page)
        expect(page.locator("video").first).to_be_visible()
        self.held.carrier(self.phone.camera, one.card_number)
        expect(bank.name_of(page, one)).to_be_visible(timeout=READ_MS)
        self.phone.camera.show_table()
        bank.tick_all(page)
        bank.agree(page, who)

    def sign_with_the_phone(self) -> None:
        """Go on to the signature: the manager's half is on the phone."""
        self.page.get_by_role("button", name=saying("issuance.field.bank.phone")).tap()
        self.sign()

    def sign_here(self) -> None:
        """The manager checks on the tablet, and whoever collects signs."""
        bank_looks(self.page)
        self.sign()

    def sign(self) -> None:
        sign(self.page, self.page.locator("canvas.ink"))
        main_button(self.page, say("issuance.field.sign.go")).tap()
        expect(self.page.get_by_test_id("saved")).to_be_visible()

    # A proxy.
    def bring_proxy(self, proxy: Proxy) -> None:
        """Turn to who collects, and hold up the ID card of whoever stands here."""
        main_button(self.page, say("issuance.field.proxy.word")).tap()
        self.read_id_card(self.page, proxy.name, proxy.number)

    def name_proxy(self, proxy: Proxy) -> None:
        """Type what no camera reads: name and phone."""
        self.page.get_by_label(say("issuance.field.proxy.name"), exact=True).fill(proxy.name)
        tap_keys(self.page, proxy.phone)
        expect(self.page.get_by_test_id("proxy-phone")).to_have_count(0)

    def take_paper(self, paper: str) -> None:
        """Photograph an original that lies on the table; with the proxy's ID card their consent is the same touch."""
        self.page.get_by_role("button", name=say(f"issuance.field.papers.take.{paper}"), exact=True).tap()
        expect(self.page.get_by_role("checkbox", name=say(f"issuance.field.papers.{paper}"))).to_be_checked()


def look_at(page: Page, *tiles: str) -> None:
    """Tick what only people can see."""
    for item in tiles:
        tile(page, item).tap()
        expect(tile(page, item)).to_be_checked()


def had_no_temporary_card(page: Page) -> None:
    page.get_by_role("button", name=say("issuance.field.temporary.none"), exact=True).tap()


def read_the_register(page: Page, one: Villager) -> None:
    """Type a child's number from the household register, which is looked at in the place of an ID card."""
    expect(page.get_by_test_id("number-entry")).to_be_visible()
    type_keys(page, one.number)
    word = say("issuance.field.document.household_register")
    register = page.get_by_role("checkbox", name=re.compile(rf"^\s*{word}"))
    register.tap()
    expect(register).to_be_checked()


def pay_for_lost(page: Page, fee: str, album: Album) -> str:
    """Take the fee for a lost temporary card against the officer's next receipt, and return its number (2.3)."""
    strip = page.get_by_test_id("temporary")
    strip.get_by_role("button", name=say("issuance.field.temporary.pay.lost"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("fee")).to_have_text(say("issuance.field.fee.yuan", fee=fee))
    receipt = dialog.get_by_test_id("receipt").inner_text()
    album.take(page, "tablet-70-fee")
    dialog.get_by_role("button", name=say("issuance.field.fee.go.lost", fee=fee), exact=True).tap()
    expect(strip).to_contain_text(receipt)
    return receipt


def report_refused(page: Page, reason: str) -> None:
    """Note that the bank activated nothing, and why."""
    page.get_by_role("button", name=say("issuance.field.finance.word"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name=say("issuance.field.finance.refused"), exact=True).tap()
    dialog.get_by_label(say("issuance.field.finance.reason")).select_option(label=reason)
    dialog.get_by_role("button", name=saying("issuance.field.finance.go")).tap()
    expect(dialog).to_be_hidden()


def villager_of(one: OfTheVillage) -> Villager:
    """Return somebody of the village as the steps of a screen know people."""
    return Villager(one.name, one.number, one.card_number, "", one.box_position)
