"""A dozen people of village M in the real screens: cards and ID cards before the camera, offline, to the closed round.

Who they are and what befalls them is what tests/village says; so is what the office finds afterwards.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import companion_steps as bank
from tests.browser.album import Album
from tests.browser.serve_steps import (
    check,
    expect_unsent,
    go_to_today,
    hand_over_by_fingerprint,
    look_for_the_next,
    main_button,
    note_absent,
    note_proxy_refused,
    note_wrong_face,
    pick_reason,
    report_finance,
)
from tests.browser.tablet_steps import unlock
from tests.browser.test_companion import expect_unsent as expect_unsent_on_the_phone
from tests.browser.village_day import Day, set_out_the_phone, set_out_the_tablet
from tests.browser.village_outcome import FEE_YUAN, WITNESS, expect_forgotten, expect_the_papers, settle_and_close
from tests.browser.village_steps import (
    LOOKED_AT,
    had_no_temporary_card,
    look_at,
    pay_for_lost,
    read_the_register,
    report_refused,
    villager_of,
)
from tests.support.tablet_browser import sign
from tests.support.wording import say, saying
from tests.village.people import Villager

pytestmark = pytest.mark.browser

SENT_SECONDS = 120


@pytest.fixture
def day(playwright: Playwright, pwa: Path, made_up_world: Path, tmp_path: Path, album: Album) -> Iterator[Day]:
    day = Day(playwright, tmp_path, pwa, made_up_world, album)
    try:
        day.installation.start()
        yield day
    finally:
        day.end()


def test_a_dozen_of_village_m(day: Day) -> None:
    day.count_out()
    set_out_the_phone(day)
    specialist = set_out_the_tablet(day)
    day.network(there=False)

    serve_the_morning(day)
    serve_the_proxies(day)
    day.tablet.kill()
    day.tablet.start()
    day.album.watch("tablet", day.tablet.page)
    day.tablet.go("/")
    unlock(day.tablet.page, specialist, album=day.album)
    main_button(day.tablet.page, say("accounts.field.unlock.go")).tap()
    serve_at_home(day)
    sign_the_count_on_both(day)

    day.network(there=True)
    expect_unsent(day.tablet.page, 0, seconds=SENT_SECONDS)
    expect_unsent_on_the_phone(day.phone.page, 0)
    settle_and_close(day)
    expect_forgotten(day)
    expect_the_papers(day)
    verified = day.installation.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert day.tablet.complaints.heard == []
    assert day.phone.complaints.heard == []
    assert day.album.barriers == []


def serve_the_morning(day: Day) -> None:
    """Those who come themselves, those who do not, and a card that is wrong."""
    team, page, one = day.team, day.tablet.page, day.dozen
    note_absent(page, villager_of(one["absent"]))
    look_for_the_next(page)

    smooth = villager_of(one["smooth"])
    team.find(team.tablet, smooth)
    team.identify(page, smooth)
    check(page)
    main_button(page, say("issuance.field.self")).tap()
    team.check_on_the_phone(smooth, "selfCame")
    team.sign_with_the_phone()
    bank.report_activated(day.phone.page, day.album, terminal(one["smooth"]))

    hand_over_by_fingerprint(team.tablet, villager_of(one["print"]), WITNESS, day.album, team.find, team.identify)
    report_finance(page, terminal(one["print"]), day.album, password_changed=True)

    serve_with_temporary_cards(day)

    unwilling = villager_of(one["unwilling"])
    team.find(team.tablet, unwilling)
    team.identify(page, unwilling)
    check(page)
    main_button(page, say("issuance.field.self")).tap()
    team.sign_here()
    report_refused(page, "不愿办")

    note_wrong_face(team.tablet, villager_of(one["wrong"]), "以身份证为准", day.album, team.find)
    go_to_today(page)
    look_for_the_next(page)
    team.find(team.tablet, villager_of(one["home"]))
    page.get_by_role("button", name=say("issuance.field.cannot"), exact=True).tap()
    pick_reason(page, "下午家访")
    expect(page.get_by_test_id("people")).to_be_visible()


def serve_with_temporary_cards(day: Day) -> None:
    """One gives the temporary card back, the other has lost it and pays (2.2, 2.3)."""
    team, page = day.team, day.tablet.page
    for what in ("returned", "lost"):
        villager = villager_of(day.dozen[what])
        team.find(team.tablet, villager)
        team.identify(page, villager)
        look_at(page, *LOOKED_AT)
        if what == "returned":
            page.get_by_test_id("temporary").get_by_role("button", name=say("issuance.field.temporary.back")).tap()
        else:
            day.receipts.append(pay_for_lost(page, FEE_YUAN, day.album))
        main_button(page, say("issuance.field.self")).tap()
        team.sign_here()
        expect(page.get_by_test_id("unsettled")).to_be_visible()
        report_finance(page, terminal(day.dozen[what]), day.album, password_changed=True)


def serve_the_proxies(day: Day) -> None:
    """Those for whom somebody else comes: four ways, each ID card before the camera (1.1.3)."""
    team, page, album = day.team, day.tablet.page, day.album
    look_for_the_next(page)

    reserved = day.dozen["reserved"]
    begin_by_proxy(day, reserved)
    album.take(page, "tablet-71-reserved")
    team.take_paper("proxy_id_card")
    main_button(page, say("issuance.field.proxy.go")).tap()
    team.check_on_the_phone(villager_of(reserved), "proxyCame")
    team.sign_with_the_phone()

    for what in ("relative", "child"):
        by_relative(day, day.dozen[what])

    refused = day.dozen["refused"]
    begin_by_proxy(day, refused)
    expect(page.get_by_test_id("proxy-count")).to_contain_text(say("issuance.field.proxy.blockedAs.village_cadre"))
    album.take(page, "tablet-72-cadre")
    note_proxy_refused(page, "邻居", album)


def begin_by_proxy(day: Day, one: Villager) -> None:
    """Card and documents of both before the camera."""
    team, page, villager = day.team, day.tablet.page, villager_of(one)
    assert one.proxy
    team.find(team.tablet, villager)
    if one.child:
        read_the_register(page, villager)
        page.get_by_role("checkbox", name=say("issuance.field.tile.guardian")).tap()
    else:
        team.identify(page, villager)
    look_at(page, *LOOKED_AT)
    had_no_temporary_card(page)
    day.album.take(page, f"tablet-73-{'child' if one.child else 'before-proxy'}")
    team.bring_proxy(one.proxy)


def by_relative(day: Day, one: Villager) -> None:
    """Hand over to a direct relative who brings the household register (1.1.3.b)."""
    team, page = day.team, day.tablet.page
    assert one.proxy
    begin_by_proxy(day, one)
    team.name_proxy(one.proxy)
    relation = {"child": "子女", "grandparent": "祖父母、外祖父母"}[one.proxy.relation or ""]
    page.get_by_role("radio", name=relation, exact=True).tap()
    for paper in ("proxy_id_card", "household_register"):
        team.take_paper(paper)
    main_button(page, say("issuance.field.proxy.go")).tap()
    team.sign_here()
    expect(page.get_by_test_id("tell-finance")).to_contain_text(say("issuance.field.tell.state.branch"))


def serve_at_home(day: Day) -> None:
    """In the afternoon, at home: the manager has only the phone along."""
    team, page, villager = day.team, day.tablet.page, villager_of(day.dozen["home"])
    # Everybody has been asked after: what the list offers first is the close.
    page.get_by_role("link", name=say("rounds.field.find"), exact=True).tap()
    team.find(team.tablet, villager)
    team.identify(page, villager)
    check(page)
    main_button(page, say("issuance.field.self")).tap()
    team.check_on_the_phone(villager, "selfCame")
    team.sign_with_the_phone()
    bank.report_activated(day.phone.page, day.album, terminal(day.dozen["home"]))
    go_to_today(page)


def sign_the_count_on_both(day: Day) -> None:
    """Specialist and manager count together; the manager's half is signed on the phone (1.2.2.b, 4.1.1.b)."""
    page = day.tablet.page
    page.get_by_role("navigation", name=say("ui.shell.nav")).get_by_role("link", name=say("ui.rail.close")).tap()
    boxes = page.get_by_test_id("box")
    expect(boxes.first).to_be_visible()
    *first, last = range(boxes.count())
    for place in first:
        boxes.nth(place).tap()
        expect(boxes.nth(place)).to_have_attribute("aria-pressed", "true")
    boxes.nth(last).tap()  # with the last card the count is whole
    page.get_by_role("button", name=say("rounds.field.close.cash", yuan=FEE_YUAN, n=1), exact=True).tap()
    page.get_by_role("button", name=say("rounds.field.close.onPhone"), exact=True).tap()
    sign(page, page.locator("canvas"))
    day.album.take(page, "tablet-74-count")
    page.get_by_role("button", name=say("rounds.field.close.go"), exact=True).tap()
    code = page.get_by_test_id("check-code").inner_text()
    day.album.take(page, "tablet-75-check-code")

    phone = day.phone.page
    phone.get_by_role("button", name=say("ui.rail.bank"), exact=True).tap()
    phone.get_by_role("link", name=say("issuance.companion.closeSign")).tap()
    phone.get_by_label(say("rounds.companion.code")).fill(code)
    sign(phone, phone.locator("canvas"))
    day.album.take(phone, "companion-30-count")
    phone.get_by_role("button", name=say("rounds.companion.sign"), exact=True).tap()
    expect(phone.get_by_text(saying("rounds.companion.signed", code=code))).to_be_visible()


def terminal(one: Villager) -> str:
    """Return what the bank's terminal prints, as tests/day has it."""
    return f"TX{one.number[-6:]}"
