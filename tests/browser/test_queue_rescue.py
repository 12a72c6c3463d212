"""A tablet that does not connect: its queue reaches the office as a file, and nothing is there twice afterwards."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row
from tests.browser.serve_steps import (
    by_scanner,
    expect_unsent,
    hand_over,
    look_for_the_next,
    read_by_reader,
)
from tests.browser.test_interrupted_upload import count_at_the_desk, set_out, villagers
from tests.support.installation import Installation
from tests.support.tablet_browser import POS, TABLET, TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

# A person's choice of a place is the system's own window, which nobody here can press: the file is a download then.
WITHOUT_PICKER = "delete window.showSaveFilePicker"
IN_ENGLISH, IN_CHINESE = (f"localStorage.setItem('songka.language', '{one}')" for one in ("en", "zh-CN"))


def test_h10_the_saved_queue_counts_like_the_tablets_own_and_nothing_is_doubled(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album, tmp_path: Path
) -> None:
    set_out(installation, tablet, album)
    served = villagers(2)
    tablet.set_offline(True)
    look_for_the_next(tablet.page)
    for villager in served:
        hand_over(tablet, villager, by_scanner, read_by_reader, album)
    number, code = copy_the_tally(tablet, len(served), album)
    file = save_the_queue(tablet, len(served), tmp_path, album)
    # What is in the file is not out of the queue: only the county's receipts say so.
    expect_unsent(tablet.page, len(served))
    assert all(name.encode() not in file.read_bytes() for one in served for name in (one.name, one.number))

    save_it_locked(tablet, len(served), album)

    compare_with_the_sheet(desk, number, code, "notHere", other=0)
    expect_counts(bring(desk, file, album), accepted=number, duplicate=0)
    expect_counts(bring(desk, file, album), accepted=0, duplicate=number)
    compare_with_the_sheet(desk, number, code, "same", other=number)
    desk.take("91-tally")
    look_in_english(desk, file)

    tablet.set_offline(False)
    expect_unsent(tablet.page, 0, seconds=90)
    count_at_the_desk(desk, len(served))
    verified = installation.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert tablet.complaints.heard + desk.complaints.heard == []
    assert album.barriers == []


def copy_the_tally(tablet: TabletBrowser, handed: int, album: Album) -> tuple[int, str]:
    """Return number and code as somebody copies them onto the paper roster; the screen is left open."""
    page = tablet.page
    page.get_by_role("button", name=say("ui.rail.today"), exact=True).tap()
    mark = page.get_by_test_id("chain-mark")
    expect(mark).to_contain_text(say("session.tally.number", epoch=1, n=handed))
    at_home = mark.inner_text()
    album.take(page, "tablet-89-home")
    page.get_by_role("link", name=say("ui.rail.outbox")).first.tap()
    expect(mark).to_have_text(at_home)
    album.take(page, "tablet-90-outbox")
    page.get_by_role("link", name=say("sync.field.tally.title"), exact=True).tap()
    sheet = page.get_by_test_id("tally")
    code = sheet.get_by_test_id("tally-code").locator("b")
    expect(code).not_to_have_text("—")
    expect(sheet).to_contain_text(say("sync.field.tally.unsent", n=handed))
    expect(sheet).to_contain_text(say("session.tally.number", epoch=1, n=handed))
    assert at_home.endswith(code.inner_text())
    album.take(page, "tablet-91-tally")
    return handed, code.inner_text()


def save_the_queue(tablet: TabletBrowser, records: int, folder: Path, album: Album) -> Path:
    """Save what is unsent, as the screen of the tablet does it without a network, and return the file."""
    page = tablet.page
    page.evaluate(WITHOUT_PICKER)
    page.get_by_role("link", name=say("sync.field.rescue.back"), exact=True).tap()
    page.get_by_role("link", name=say("sync.field.rescue.short"), exact=True).tap()
    album.take(page, "tablet-92-rescue")
    with page.expect_download() as saving:
        page.get_by_test_id("save-queue").tap()
    expect(page.get_by_test_id("rescued")).to_contain_text(str(records))
    album.take(page, "tablet-93-rescued")
    file = folder / saving.value.suggested_filename
    saving.value.save_as(file)
    return file


def save_it_locked(tablet: TabletBrowser, records: int, album: Album) -> None:
    """Start the app anew, without a network: nobody is unlocked, and the queue can be saved all the same."""
    page = tablet.page
    page.evaluate(IN_ENGLISH)
    tablet.go("/outbox/rescue")
    page.evaluate(WITHOUT_PICKER)
    with page.expect_download():
        page.get_by_test_id("save-queue").tap()
    expect(page.get_by_test_id("rescued")).to_contain_text(f"Saved {records} records")
    album.take(page, "tablet-94-rescued-locked")
    tablet.go("/outbox/tally")
    expect(page.get_by_test_id("tally-code").locator("b")).not_to_have_text("—")
    album.take(page, "tablet-95-tally-locked")
    page.set_viewport_size(POS)
    for name, path in (("96-tally", "/outbox/tally"), ("97-rescue", "/outbox/rescue"), ("98-outbox", "/outbox")):
        tablet.go(path)
        expect(page.get_by_role("main")).to_be_visible()
        album.take(page, f"tablet-{name}-small")
    page.set_viewport_size(TABLET)
    page.evaluate(IN_CHINESE)
    tablet.go("/outbox")


def look_in_english(desk: Desk, file: Path) -> None:
    """Bring the file once more with the page in English."""
    desk.page.evaluate(IN_ENGLISH)
    desk.go("/desk/rescue")
    desk.page.locator("input[type=file]").set_input_files(file)
    expect(desk.page.get_by_test_id("rescue-outcome")).to_contain_text("Here before", timeout=60_000)
    desk.take("92-rescue-english")
    open_row(desk, "/desk/devices", "")
    expect(desk.page.get_by_test_id("device-tally")).to_contain_text("Check code")
    desk.take("93-tally-english")
    desk.page.evaluate(IN_CHINESE)


def bring(desk: Desk, file: Path, album: Album) -> Desk:
    """Upload the file as the county's officer."""
    desk.sit_down("liuyang")
    desk.go("/desk/rescue")
    with desk.page.expect_file_chooser() as choosing:
        desk.page.get_by_role("button", name=say("sync.desk.rescue.pick")).click()
    choosing.value.set_files(file)
    expect(desk.page.get_by_test_id("rescue-outcome")).to_be_visible(timeout=60_000)
    desk.take("90-rescue")
    return desk


def expect_counts(desk: Desk, *, accepted: int, duplicate: int) -> None:
    """Expect these figures on the outcome's sheet."""
    outcome = desk.page.get_by_test_id("rescue-outcome")
    expect(outcome).to_contain_text(say("sync.desk.rescue.whole", n=accepted + duplicate))
    for label, figure in (("accepted", accepted), ("duplicate", duplicate), ("kept", 0), ("damaged", 0)):
        row = outcome.locator("dl > div").filter(has_text=say(f"sync.desk.rescue.{label}"))
        expect(row.locator("dd")).to_have_text(str(figure))


def compare_with_the_sheet(desk: Desk, number: int, code: str, result: str, *, other: int) -> None:
    """Type what stands on the tablet's sheet beside what is here of it."""
    desk.sit_down("liuyang")
    open_row(desk, "/desk/devices", "")
    tally = desk.page.get_by_test_id("device-tally")
    tally.get_by_label(say("accounts.desk.devices.tally.number"), exact=True).fill(str(number))
    tally.get_by_label(say("accounts.desk.devices.tally.code"), exact=True).fill(code.lower())
    tally.get_by_role("button", name=say("accounts.desk.devices.tally.compare"), exact=True).click()
    said = say(f"accounts.desk.devices.tally.is.{result}", n=number, other=other)
    expect(tally.get_by_test_id("comparison")).to_contain_text(said)
