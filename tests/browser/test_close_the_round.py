"""The end of the day: cards counted together offline, one missing, both sign; the county closes, the tablet forgets."""

import re

import pytest
from playwright.sync_api import Page, expect

from server.demo.rules import PASSWORD
from tests.browser.album import Album
from tests.browser.desk_steps import Desk, create_device
from tests.browser.serve_steps import expect_unsent
from tests.browser.tablet_steps import Officer, add_officer, carry_to_the_village, enrol, pack, unlock
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser, sign
from tests.support.wording import say, saying

pytestmark = pytest.mark.browser


VILLAGE, CARDS = "龙泉村委会", 40  # counted out in the demonstration


def test_the_cards_are_counted_together_and_the_round_is_closed(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album
) -> None:
    team = pack_the_tablet(desk, tablet, album)
    tablet.set_offline(True)
    installation.stop_api()
    page = tablet.page

    page.get_by_role("link", name=say("ui.rail.close")).tap()
    missing = count_all_but_one(page, album)
    tablet.kill()
    tablet.start()
    page = tablet.page
    album.watch("tablet", page)
    tablet.go("/close")
    unlock(page, *team, album=album)
    expect(page.get_by_role("alert").get_by_text(missing)).to_be_visible()
    report_missing(page, missing)
    sign_for_it(page, album)
    page.reload()
    unlock(page, *team, album=album)
    expect(page.get_by_text(saying("rounds.field.close.signed"))).to_be_visible()
    album.take(page, "tablet-63-counted")

    installation.start_api()
    tablet.set_offline(False)
    expect_unsent(page, 0, seconds=60)
    close_at_the_county(desk)
    # A network that comes back makes the tablet ask at once; it would ask by itself within a minute.
    tablet.set_offline(True)
    tablet.set_offline(False)
    expect(page.get_by_text(say("session.county.closedWhat"))).to_be_visible(timeout=30_000)
    album.take(page, "tablet-64-forgotten")
    verified = installation.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert tablet.complaints.heard == []
    assert album.barriers == []


def pack_the_tablet(desk: Desk, tablet: TabletBrowser, album: Album) -> list[Officer]:
    """Enrol a tablet for both officers and take the round along."""
    desk.sit_down("liuyang")
    code = create_device(desk, "龙泉村平板")
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, code, album)
    team = [add_officer(page, Officer(*one, PASSWORD), album) for one in (("zhoumin", "周敏"), ("hanlei", "韩磊"))]
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, *team, album=album)
    pack(page, VILLAGE, team[0], album)
    carry_to_the_village(tablet, *team, album=album)
    return team


def count_all_but_one(page: Page, album: Album) -> str:
    """Count whole boxes and the last one card by card, but for one card; return what the screen says of that one."""
    expect(page.get_by_test_id("equation")).to_be_visible()
    boxes = page.get_by_test_id("box")
    for place in range(boxes.count() - 1):
        boxes.nth(place).tap()
        expect(boxes.nth(place)).to_have_attribute("aria-pressed", "true")
    album.take(page, "tablet-60-count")
    inside = int(re.search(r"/ (\d+)", boxes.last.inner_text())[1])
    here = page.get_by_test_id("still-open").first.get_by_role("button")
    for counted in range(1, inside):
        here.tap()
        expect(boxes.last).to_contain_text(f"{counted} / {inside}")
    page.get_by_role("button", name=say("rounds.field.close.finish"), exact=True).tap()
    said = page.get_by_role("alert").locator("b").inner_text()
    expect_terms(page, returned=CARDS - 1)
    album.take(page, "tablet-61-short")
    return said


def expect_terms(page: Page, returned: int) -> None:
    """The sum on the screen says how many were counted as brought back."""
    label = re.compile(rf"{say('rounds.field.close.returned')} {returned}\b")
    expect(page.get_by_test_id("equation").get_by_role("group", name=label)).to_be_visible()


def report_missing(page: Page, missing: str) -> None:
    """After a second look the card is reported, by its place and name."""
    page.get_by_role("button", name=say("rounds.field.close.report"), exact=True).tap()
    page.get_by_role("dialog").get_by_role(
        "button", name=re.compile(say("rounds.field.close.reportMissing"))
    ).first.tap()
    expect(
        page.get_by_text(saying("rounds.field.close.reported", who=missing.rsplit("：", maxsplit=1)[-1]))
    ).to_be_visible()


def sign_for_it(page: Page, album: Album) -> None:
    """Both write on their own pads; only then the round can be closed."""
    pads = page.locator("canvas")
    expect(pads).to_have_count(2)
    sign(page, pads.nth(0))
    album.take(page, "tablet-62-sign")
    sign(page, pads.nth(1), strokes=2)
    page.get_by_role("button", name=say("rounds.field.close.go"), exact=True).tap()
    expect(page.get_by_text(saying("rounds.field.close.signed"))).to_be_visible(timeout=30_000)


def close_at_the_county(desk: Desk) -> None:
    """The custodian takes the rest back, the administrator closes; by the routes that the desk's pages call."""
    desk.sit_down("sunli")
    (packed,) = ask(desk.page, "GET", "/api/v1/rounds?state=packed")["items"]
    shown = ask(desk.page, "GET", f"/api/v1/rounds/{packed['id']}/close")
    assert (shown["whole"]["returned"], shown["whole"]["missing"], shown["whole"]["holds"]) == (CARDS - 1, 1, True)
    ink = {"box": [600, 200], "strokes": [[[10, 10, 0], [90, 60, 80], [200, 100, 160]]]}
    body = {
        "counted_card_ids": [card["card_id"] for card in shown["rest"]],
        "custodian_signature": ink,
        "specialist": {"username": "zhoumin", "password": PASSWORD},
        "specialist_signature": ink,
    }
    assert ask(desk.page, "POST", f"/api/v1/rounds/{packed['id']}/check-in", body)["blocks"] == []
    desk.sit_down("liuyang")
    assert ask(desk.page, "POST", f"/api/v1/rounds/{packed['id']}/close")["state"] == "closed"


def ask(page: Page, method: str, path: str, body: dict | None = None) -> dict:
    """Ask as the pages do, with whoever is logged in."""
    return page.evaluate(
        """async ([method, path, body]) => {
          const headers = { 'X-Songka': '1', ...(body ? { 'content-type': 'application/json' } : {}) }
          const answer = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : undefined })
          return await answer.json()
        }""",
        [method, path, body],
    )
