"""What officers do at their desks, step by step as the pages ask for it."""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from server.demo.rules import PASSWORD
from tests.browser import consignment
from tests.browser.album import Album
from tests.browser.serve_steps import Villager
from tests.support.tablet_browser import Complaints, scan, sign
from tests.support.wording import say

DESK = {"width": 1440, "height": 900}


class Desk:
    """An office computer: whoever sits down logs in, and out again before the next one."""

    def __init__(self, browser: Browser, address: str, album: Album) -> None:
        self.address = address
        self.album = album
        self.complaints = Complaints()
        self.context: BrowserContext = browser.new_context(
            viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        self.complaints.listen(self.context)
        self.page: Page = self.context.new_page()
        album.watch("desk", self.page)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sit_down(self, username: str) -> None:
        """Log in as this officer, after whoever sat here before."""
        self.context.clear_cookies()
        self.go("/login")
        self.page.get_by_label(say("accounts.desk.login.username")).fill(username)
        self.page.get_by_label(say("accounts.desk.login.password")).fill(PASSWORD)
        self.album.take(self.page, "desk-01-login")
        self.page.get_by_role("button", name=say("accounts.desk.login.go"), exact=True).click()
        expect(self.page).not_to_have_url(f"{self.address}/login")

    def take(self, name: str) -> None:
        self.album.take(self.page, f"desk-{name}")


def close_all(browser: Browser) -> None:
    """Take away every office computer of a browser: the next one begins with nothing."""
    for context in browser.contexts:
        context.close()


def import_sheet(desk: Desk, folder: Path) -> None:
    """Read a sheet, look at its problems, and import what is sound."""
    path = folder / "cards.xlsx"
    path.write_bytes(consignment.sheet())
    page = desk.page
    desk.go("/desk/batches")
    page.get_by_role("button", name=say("cards.desk.batches.import"), exact=True).click()
    desk.take("02-import")
    with page.expect_file_chooser() as choosing:
        page.get_by_test_id("sheet").get_by_role("button").click()
    choosing.value.set_files(path)
    kinds = page.get_by_label(say("cards.desk.import.kinds"))
    expect(kinds).to_contain_text("校验位不对")
    expect(kinds).to_contain_text("号码被存成数字")
    desk.take("03-preview")
    page.get_by_test_id("confirm-import").click()
    page.get_by_role("button", name=say("cards.desk.import.toBatch"), exact=True).click()
    expect(page.get_by_role("heading", name=consignment.BATCH)).to_be_visible()


def receive_batch(desk: Desk, count: int) -> None:
    """Count the batch into the vault as its custodian."""
    page = desk.page
    open_row(desk, "/desk/batches", consignment.BATCH)
    page.get_by_test_id("counted").fill(str(count))
    desk.take("04-receipt")
    page.get_by_test_id("receive").click()
    expect(page.get_by_test_id("receipt")).to_be_visible()
    desk.take("05-batch")


def open_row(desk: Desk, path: str, text: str) -> None:
    """Open the row of a list that holds this text."""
    desk.go(path)
    row(desk.page, text).first.click()


def row(page: Page, text: str) -> Locator:
    return page.locator("tr[data-row]").filter(has_text=text)


def plan_round(desk: Desk, count: int) -> None:
    """Plan the round of the village for today: place, team, cards."""
    page = desk.page
    desk.go("/desk/rounds/new")
    page.get_by_role("combobox", name=say("rounds.desk.village")).fill("太阳")
    page.get_by_role("option", name=consignment.VILLAGE).click()
    choose(page, say("rounds.desk.bank"), consignment.BANK)
    choose(page, say("rounds.desk.specialist"), "周敏")
    choose(page, say("rounds.desk.manager"), "韩磊")
    expect(page.get_by_label(say("rounds.desk.plan.cards")).get_by_role("checkbox")).to_have_count(count)
    desk.take("07-plan")
    page.get_by_test_id("plan-round").click()
    expect(page.get_by_role("heading", name=consignment.VILLAGE)).to_be_visible()


def choose(page: Page, label: str, text: str) -> None:
    """Choose the option that holds this text."""
    field = page.get_by_label(label, exact=True)
    option = field.locator("option").filter(has_text=text)
    expect(option).to_have_count(1)
    field.select_option(value=option.get_attribute("value"))


def check_out(desk: Desk, villagers: list[Villager]) -> None:
    """Count the cards out, some by scanner and the rest by the box, and sign: custodian and specialist."""
    page = desk.page
    open_row(desk, "/desk/rounds", consignment.VILLAGE)
    page.get_by_role("button", name=say("rounds.desk.checkOut.title"), exact=True).click()
    ticks = page.get_by_label(say("rounds.desk.checkOut.count"))
    expect(ticks.get_by_role("checkbox")).to_have_count(len(villagers))
    for place, villager in enumerate(villagers[:3], start=1):
        scan(page, villager.card_number)
        expect(ticks.get_by_role("checkbox", checked=True)).to_have_count(place)
    ticks.get_by_role("button", name=say("rounds.desk.checkOut.boxAll", n=len(villagers)), exact=True).click()
    expect(ticks.get_by_role("checkbox", checked=True)).to_have_count(len(villagers))
    desk.take("08-count")
    page.get_by_test_id("to-sign").click()
    sign(page, page.get_by_test_id("custodian-pad").locator("canvas"))
    page.get_by_label(say("rounds.desk.checkOut.username", name="周敏")).fill("zhoumin")
    page.get_by_label(say("session.office.proof.password")).fill(PASSWORD)
    sign(page, page.get_by_test_id("specialist-pad").locator("canvas"))
    desk.take("09-sign")
    page.get_by_test_id("two-sign").click()
    expect(page.get_by_test_id("checked-out")).to_be_visible()
    desk.take("10-checked-out")


def assign_address(desk: Desk) -> None:
    """Give the address that no division matched to its village."""
    page = desk.page
    desk.go("/desk/addresses")
    row(page, consignment.UNMATCHED_ADDRESS).get_by_role("checkbox").check()
    page.get_by_role("combobox", name=say("cards.desk.addresses.village")).fill("太阳")
    page.get_by_role("option", name=consignment.VILLAGE).click()
    desk.take("06-addresses")
    page.get_by_test_id("assign").click()
    expect(page.get_by_text(say("cards.desk.addresses.done", n=1, village=consignment.VILLAGE))).to_be_visible()


def create_device(desk: Desk, name: str) -> str:
    """Set up a tablet and return the code that the page shows once."""
    page = desk.page
    desk.go("/desk/devices")
    page.get_by_test_id("create-device").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("accounts.desk.devices.name")).fill(name)
    choose(page, say("accounts.desk.devices.organisation"), "明月镇人社站")
    dialog.get_by_role("button", name=say("accounts.desk.devices.createGo"), exact=True).click()
    page.get_by_test_id("draw-code").click()
    code = page.get_by_test_id("enrolment-code").inner_text()
    desk.take("11-enrolment-code")
    page.keyboard.press("Escape")
    return code


def open_round(desk: Desk) -> None:
    """Open the page of the village's round."""
    open_row(desk, "/desk/rounds", consignment.VILLAGE)
    expect(desk.page.get_by_role("heading", name=consignment.VILLAGE)).to_be_visible()


def download_register(desk: Desk) -> bytes:
    """Print 附件5 of the round that the page shows."""
    with desk.page.expect_download(timeout=60_000) as downloading:
        desk.page.get_by_test_id("paper-register").click()
    return Path(downloading.value.path()).read_bytes()


def expect_outcome(desk: Desk, name: str, *words: str, seconds: float = 60) -> None:
    """Expect what the round's page says of somebody, loading it anew until relay and worker are through."""
    page = desk.page
    line = row(page, name)
    deadline = time.monotonic() + seconds
    expect(line).to_be_visible()
    while not all(word in line.inner_text() for word in words):
        assert time.monotonic() < deadline, f"{words} not in {line.inner_text()!r}"
        page.wait_for_timeout(500)
        page.reload()
        expect(line).to_be_visible()


def look_at_hand_over(desk: Desk, villager: Villager, *, finance: bool) -> None:
    """Open somebody's hand-over from the round: the picture that was kept, the signature, both functions confirmed."""
    page = desk.page
    row(page, villager.name).click()
    expect(page.get_by_role("heading", name=villager.name)).to_be_visible()
    proof = page.get_by_label(say("issuance.desk.proof.title"))
    expect(proof.locator("figure.picture")).to_contain_text(say("session.office.reading.match"))
    picture = proof.get_by_role("img", name=say("session.office.evidence.kind.barcode_frame"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    signed = say("session.office.evidence.signatureOf", name=villager.name)
    expect(proof.get_by_role("img", name=signed)).to_be_visible()
    confirmed = page.get_by_label(say("issuance.desk.activation.title")).get_by_text(
        say("session.office.activation.confirmed")
    )
    deadline = time.monotonic() + 60
    while confirmed.count() < (2 if finance else 1):
        assert time.monotonic() < deadline, "not both functions were confirmed"
        page.wait_for_timeout(500)
        page.reload()
        expect(proof).to_be_visible()
    desk.take("13-hand-over")
    page.get_by_role("link", name=say("session.office.activation.confirmed")).first.click()
    expect(page).to_have_url(re.compile("/desk/activations/"))
    expect(page.locator("h1")).to_be_visible()
    desk.take("14-activation")
