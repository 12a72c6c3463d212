"""The field guide inside the app: over any screen without leaving it, without signal, and found by words.

On the way it takes those pictures of the guide that no other test comes by; `make field-guide` gathers them all.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row
from tests.browser.serve_steps import (
    Villager,
    by_number_tail,
    go_to_today,
    hand_over,
    heading,
    look_for_the_next,
    note_wrong_face,
    tile,
    typed_by_hand,
)
from tests.browser.tablet_steps import Officer, unlock
from tests.browser.test_interrupted_upload import set_out, villagers
from tests.support.installation import Installation
from tests.support.tablet_browser import POS, TABLET, TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

ROUND = "龙泉村委会"


def test_help_lies_over_the_screen_and_leads_back_to_it(
    installation: Installation, tablet: TabletBrowser, album: Album
) -> None:
    team = set_out(installation, tablet, album)
    page = tablet.page
    tablet.set_offline(True)
    installation.stop_api()

    look_for_the_next(page)
    open_by_button(page, "找人")
    album.take(page, "guide-01-find")
    see_all_topics(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("help")).to_have_count(0)

    person, served, wronged = villagers(3)
    by_number_tail(tablet, person)
    expect(heading(page, person)).to_be_visible()
    typed_by_hand(page, person)
    for item in ("photo", "address"):
        tile(page, item).tap()
    page.keyboard.press("F1")
    expect_topic(page, "核对三样，银行复核")
    look_up(page, "工本费 收据", "临时卡与工本费")
    album.take(page, "guide-02-search")
    look_at_it_on_a_phone(page, album)
    come_back_from_the_lock(tablet, album, *team)
    expect_topic(page, "临时卡与工本费")
    page.get_by_role("button", name=say("help.back"), exact=True).tap()
    expect(page.get_by_test_id("help")).to_have_count(0)
    for item in ("photo", "address"):
        expect(tile(page, item)).to_be_checked()
    expect(tile(page, "face")).not_to_be_checked()

    note_why_not(page, album)
    serve(tablet, served, wronged, album)
    page.get_by_role("link", name=say("ui.rail.outbox")).tap()
    expect(page.get_by_test_id("only-here")).to_have_text("3")
    album.take(page, "tablet-38-outbox")
    assert tablet.complaints.heard == []
    assert album.barriers == []


def test_what_the_guide_shows_of_the_office(desk: Desk, album: Album) -> None:
    desk.sit_down("sunli")
    open_row(desk, "/desk/rounds", ROUND)
    expect(desk.page).to_have_url(re.compile(r"/desk/rounds/[0-9a-f-]{36}$"))
    path = desk.page.url.removeprefix(desk.address)
    desk.go(f"{path}/check-in")
    expect(desk.page.get_by_test_id("to-sign").or_(desk.page.get_by_role("alert"))).to_be_visible()
    album.take(desk.page, "desk-20-check-in")
    desk.sit_down("liuyang")
    answer = desk.context.request.get(f"{desk.address}/api/v1{path.removeprefix('/desk')}/paper-roster.pdf")
    assert answer.ok
    album.keep_page(answer.body(), "paper-roster")
    assert album.barriers == []


def open_by_button(page: Page, title: str) -> None:
    page.get_by_role("button", name=say("session.help"), exact=True).tap()
    expect_topic(page, title)


def expect_topic(page: Page, title: str) -> None:
    expect(page.get_by_test_id("help").get_by_role("heading", name=title, level=2)).to_be_visible()


def see_all_topics(page: Page) -> None:
    """Each topic with its pictures comes from the tablet itself: there is neither network nor server."""
    guide = page.get_by_test_id("help")
    for topic in guide.get_by_role("navigation").get_by_role("button").all():
        topic.tap()
        expect_topic(page, topic.inner_text())
        for picture in guide.get_by_role("img").all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("picture => picture.decode()")


def look_up(page: Page, words: str, title: str) -> None:
    guide = page.get_by_test_id("help")
    guide.get_by_label(say("help.search")).fill(words)
    guide.get_by_role("navigation").get_by_role("button", name=title).tap()
    expect_topic(page, title)


def look_at_it_on_a_phone(page: Page, album: Album) -> None:
    """Where it is narrow the list of topics takes the topic's place."""
    page.set_viewport_size(POS)
    album.take(page, "guide-03-phone")
    page.get_by_role("button", name=say("help.all"), exact=True).tap()
    album.take(page, "guide-04-phone-topics")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(TABLET)


def come_back_from_the_lock(tablet: TabletBrowser, album: Album, *team: Officer) -> None:
    """Load the page anew, as after a fallen battery: locked, and unlocked into what was open."""
    tablet.go(tablet.page.url.removeprefix(tablet.address))
    unlock(tablet.page, *team, album=album)


def serve(tablet: TabletBrowser, served: Villager, wronged: Villager, album: Album) -> None:
    """Hand one card over, and keep another whose face is wrong."""
    page = tablet.page
    look_for_the_next(page)
    album.take(page, "tablet-09-find")
    hand_over(tablet, served, by_number_tail, typed_by_hand, album, "21")
    look_for_the_next(page)
    note_wrong_face(tablet, wronged, "李山", album)
    go_to_today(page)


def note_why_not(page: Page, album: Album) -> None:
    page.get_by_role("button", name=say("issuance.field.cannot"), exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="下午家访").tap()
    album.take(page, "tablet-37-not-served")
    dialog.get_by_role("button", name=say("issuance.field.notServed.go")).last.tap()
    expect(page.get_by_test_id("people")).to_be_visible()
