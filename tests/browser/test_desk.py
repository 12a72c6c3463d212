"""The desk, where a day of the tablet does not lead: portraits, evidence that does not fit, what people must settle."""

import hashlib
import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.portraits.rules import packed_portraits
from server.demo.rules import PASSWORD
from tests.browser import consignment
from tests.browser.desk_records import Sent, tablet_of
from tests.browser.desk_steps import Desk, choose, import_sheet, open_row, row
from tests.support.frames import make_frame
from tests.support.installation import Installation
from tests.support.tablet_browser import sign
from tests.support.tablets import STROKES, STROKES_TYPE
from tests.support.wording import say

pytestmark = pytest.mark.browser


def second_person(page: Page, label: str, username: str) -> None:
    """Prove a second person's account beside whoever is logged in."""
    page.get_by_label(label).fill(username)
    page.get_by_label(say("session.office.proof.password"), exact=True).fill(PASSWORD)


def expect_badge(page: Page, count: int) -> None:
    """The number beside 待处理, once it is here."""
    expect(page.locator('nav a[href="/desk/parked"]')).to_have_text(re.compile(rf"\D{count}$"))


def province(installation: Installation, method: str, path: str, body: dict | None = None) -> dict:
    """Tell the stand-in of the province something, or ask it."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.sandbox_port}/control{path}",
        json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json", "Authorization": "Bearer sandbox"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict = json.loads(answer.read() or b"{}")
    return found


def reload_until(page: Page, text: str, seconds: float = 60) -> None:
    """Load the page anew until it says this: relay and worker take their time."""
    deadline = time.monotonic() + seconds
    while page.get_by_text(text).count() == 0:
        assert time.monotonic() < deadline, f"{text} did not come"
        page.wait_for_timeout(500)
        page.reload()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)


def photographed(sent: Sent, person: dict, card_number: str) -> bytes:
    """A hand-over by camera; the picture shows this card."""
    frame = make_frame(card_number).jpeg()
    shown = {
        "sha256": sent.field.tablet.put(frame), "length": len(frame), "media_type": "image/jpeg",
        "kind": "barcode_frame",
    }  # fmt: skip
    ink = {
        "sha256": hashlib.sha256(STROKES).hexdigest(), "length": len(STROKES), "media_type": STROKES_TYPE,
        "kind": "signature",
    }  # fmt: skip
    return sent.field.pen.hand_over(person, payload={"found": {"method": "camera"}}, attachments=[ink, shown])


def test_portraits_reach_their_people_through_the_page(desk: Desk, tmp_path: Path) -> None:
    villagers = consignment.villagers()
    packed = tmp_path / "portraits.zip"
    packed.write_bytes(packed_portraits([one.number for one in villagers[:3]] + ["222426190001010000"]))
    desk.sit_down("liuyang")
    import_sheet(desk, tmp_path)
    page = desk.page

    with page.expect_file_chooser() as choosing:
        page.get_by_test_id("portraits").get_by_role("button").click()
    choosing.value.set_files(packed)

    result = page.get_by_role("status").filter(has_text=say("cards.desk.portraits.matched"))
    expect(result).to_contain_text(f"{say('cards.desk.portraits.matched')}3")
    expect(result).to_contain_text(f"{say('cards.desk.portraits.unmatched')}1")
    expect(page.get_by_role("heading", name=say("cards.desk.portraits.title", n=3, total=12))).to_be_visible()


def test_a_picture_of_another_card_is_seen_at_the_desk(installation: Installation, desk: Desk) -> None:
    with tablet_of(installation) as sent:
        other = sent.field.people[5]["card"]["number"]
        sent.send(photographed(sent, sent.field.people[0], other))
        name = sent.field.people[0]["name"]
    desk.sit_down("zhangwei")
    page = desk.page
    deadline = time.monotonic() + 60
    while True:
        desk.go("/desk/hand-overs?reading=mismatch")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        if row(page, name).count():
            break
        assert time.monotonic() < deadline, "the picture was not read"
    row(page, name).click()

    proof = page.get_by_label(say("issuance.desk.proof.title"))
    expect(proof.locator("figure.picture")).to_contain_text(say("session.office.reading.mismatch"))
    expect(proof.locator(".sk-differs")).to_contain_text(other[-4:])


def test_a_refused_activation_is_gone_after_and_sent_again(installation: Installation, desk: Desk) -> None:
    fault = {"system": "card-management", "kind": "refuse", "times": 1, "facts": {"reason": "姓名不符"}}
    province(installation, "POST", "/faults", fault)
    with tablet_of(installation) as sent:
        sent.send(sent.field.pen.hand_over(sent.field.people[0]))
        name = sent.field.people[0]["name"]
    page = desk.page
    desk.sit_down("zhangwei")
    desk.go("/desk/activations?show=recalls")
    reload_until(page, name)
    expect(row(page, name)).to_contain_text("姓名不符")

    for one in province(installation, "GET", "/activations/card-management")["items"]:
        province(installation, "DELETE", f"/activations/card-management/{one['key']}")
    open_row(desk, "/desk/activations?state=refused", name)
    page.get_by_test_id("retry").click()
    reload_until(page, say("activation.desk.next.confirmed"))


def test_a_card_handed_over_twice_is_one_thing_that_two_people_settle(installation: Installation, desk: Desk) -> None:
    with tablet_of(installation) as sent:
        pen, person = sent.field.pen, sent.field.people[0]
        sent.send(pen.hand_over(person), pen.hand_over(person))
    desk.sit_down("zhangwei")
    page = desk.page
    expect_badge(page, 1)
    open_row(desk, "/desk/parked?list=cases", say("sync.desk.kind.second_hand_over"))
    page.get_by_text(say("sync.desk.settle.is.first"), exact=True).click()
    choose(page, say("sync.desk.settle.reason"), "重复记录")
    second_person(page, say("sync.desk.settle.second"), "zhangwei")
    page.get_by_test_id("settle").click()
    expect(page.get_by_role("alert").or_(page.locator(".sk-strip.stop"))).to_contain_text("4.1.1.b")

    second_person(page, say("sync.desk.settle.second"), "liuyang")
    page.get_by_test_id("settle").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("刘洋")


def test_a_round_is_counted_back_and_closed_with_a_card_missing(installation: Installation, desk: Desk) -> None:
    with tablet_of(installation) as sent:
        pen, people = sent.field.pen, sent.field.people
        returned = [person["card"]["id"] for person in people[2:]]
        sent.send(pen.hand_over(people[0]), pen.wrong_face(people[1]))
        sent.send(pen.count(handed=1, returned=returned, wrong=[people[1]["card"]["id"]]))
        round_id, missing = sent.field.round_id, people[-1]["name"]
    page = desk.page
    desk.sit_down("sunli")
    desk.go(f"/desk/rounds/{round_id}?tab=close")
    page.get_by_test_id("to-check-in").click()
    ticks = page.get_by_label(say("rounds.desk.checkOut.count"))
    expect(ticks.get_by_role("checkbox")).to_have_count(len(people) - 1)
    for tick in ticks.get_by_role("checkbox").all():
        tick.check()
    ticks.get_by_label(re.compile(missing)).uncheck()
    page.get_by_role("button", name=say("rounds.desk.checkIn.report"), exact=True).click()
    page.get_by_test_id("to-sign").click()
    sign(page, page.get_by_test_id("custodian-pad").locator("canvas"))
    second_person(page, say("rounds.desk.checkOut.username", name="周敏"), "zhoumin")
    sign(page, page.get_by_test_id("specialist-pad").locator("canvas"))
    page.get_by_test_id("two-sign").click()
    expect(page.get_by_test_id("checked-in")).to_be_visible()

    desk.go(f"/desk/rounds/{round_id}?tab=close")
    page.get_by_test_id("close-round").click()
    page.get_by_role("dialog").get_by_role("button", name=say("rounds.desk.close.go"), exact=True).click()
    expect(page.get_by_text(re.compile(say("rounds.desk.close.done", at=".*")))).to_be_visible()

    desk.sit_down("zhangwei")
    open_row(desk, "/desk/incidents", missing)
    expect(page.get_by_role("heading", name=missing)).to_be_visible()
    page.get_by_text(say("custody.desk.incident.outcome.found"), exact=True).click()
    choose(page, say("custody.desk.incident.vault"), "县人社局专库")
    page.get_by_label(say("custody.desk.difference.responsible"), exact=True).fill("周敏")
    page.get_by_label(say("custody.desk.incident.cause")).fill("夹在名单里")
    second_person(page, say("custody.desk.incident.keeper", name="孙丽"), "sunli")
    page.get_by_test_id("settle").click()
    expect(page.get_by_test_id("outcome")).to_contain_text(say("custody.desk.incident.outcome.found"))


def test_a_paper_roster_is_typed_in_by_both(installation: Installation, desk: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(make_frame(None).jpeg())
    with tablet_of(installation) as sent:
        round_id, name = sent.field.round_id, sent.field.people[3]["name"]
    page = desk.page
    desk.sit_down("zhoumin")
    desk.go(f"/desk/rounds/{round_id}/paper")
    with page.expect_file_chooser() as choosing:
        page.get_by_test_id("sheet").get_by_role("button").click()
    choosing.value.set_files(sheet)
    expect(page.get_by_test_id("sheet")).to_contain_text(say("rounds.desk.paper.sheetKept"))
    page.get_by_role("button", name=re.compile(name)).first.click()
    form = page.get_by_label(name, exact=True)
    form.get_by_text(say("rounds.desk.outcome.not_served"), exact=True).click()
    form.get_by_label(say("rounds.desk.paper.time")).fill("0:01")
    choose(page, say("rounds.desk.paper.reason"), "没来")
    page.get_by_test_id("add-row").click()
    second_person(page, say("rounds.desk.paper.manager", name="韩磊"), "hanlei")
    page.get_by_test_id("record-rows").click()
    expect(page.get_by_text(say("rounds.desk.paper.recorded", n=1))).to_be_visible()
