"""The job as people do it, from the province's sheet to an activated card in a villager's hand, by the pages alone.

The tablet is without a network and the server stopped while people are served, and the browser is killed among them.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from server.demo.rules import PASSWORD
from tests.browser import consignment, desk_steps, register_paper
from tests.browser.album import Album
from tests.browser.desk_steps import Desk
from tests.browser.serve_steps import (
    Measured,
    by_box_position_on_the_screen,
    by_camera,
    by_initials,
    by_number_tail,
    by_scanner,
    correct_this,
    expect_unsent,
    go_to_today,
    hand_over,
    look_for_the_next,
    note_absent,
    note_dead,
    note_wrong_face,
    read_by_reader,
    report_finance,
    typed_by_hand,
    typed_on_the_screen,
)
from tests.browser.tablet_steps import Officer, add_officer, carry_to_the_village, enrol, pack, unlock
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

MOST_TAPS = 8
INVARIANTS = ("I1", "I2", "I3", "I4", "I5", "I7", "I8", "I9", "I10", "I12", "I15")


def test_a_day_in_the_village(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album, tmp_path: Path, capsys
) -> None:
    code = prepare_at_the_desk(desk, tmp_path)
    team = prepare_the_tablet(tablet, code, album)
    tablet.set_offline(True)
    installation.stop_api()

    measured = serve_the_morning(tablet, album)
    tablet.kill()
    tablet.start()
    album.watch("tablet", tablet.page)
    tablet.go("/")
    unlock(tablet.page, *team, album=album)
    expect(tablet.page.get_by_test_id("handed")).to_have_text("4")
    expect_unsent(tablet.page, 5)
    measured += serve_the_afternoon(tablet, album)
    tell(measured, capsys)
    assert max(one.taps for one in measured) <= MOST_TAPS

    installation.start_api()
    tablet.set_offline(False)
    expect_unsent(tablet.page, 0, seconds=60)
    album.take(tablet.page, "tablet-36-uploaded")
    see_the_outcomes(desk)
    read_the_register(desk)
    verified = installation.flask("verify")  # the far sides still run, and are asked
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert {tuple(line.split()[:2]) for line in verified.stdout.splitlines()} == {(one, "ok") for one in INVARIANTS}
    assert tablet.complaints.heard == []
    assert desk.complaints.heard == []
    assert album.barriers == []


def prepare_at_the_desk(desk: Desk, folder: Path) -> str:
    """Import, receive, match, plan, count out; returns the code for a new tablet."""
    villagers = consignment.villagers()
    desk.sit_down("sunli")
    desk_steps.import_sheet(desk, folder)
    desk_steps.receive_batch(desk, len(villagers))
    desk_steps.assign_address(desk)
    desk.sit_down("liuyang")
    desk_steps.plan_round(desk, len(villagers))
    code = desk_steps.create_device(desk, "太阳村平板")
    desk.sit_down("sunli")
    desk_steps.check_out(desk, villagers)
    return code


def prepare_the_tablet(tablet: TabletBrowser, code: str, album: Album) -> list[Officer]:
    """Enrol the tablet for both officers and pack the round."""
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, code, album)
    team = [add_officer(page, Officer(*one, PASSWORD), album) for one in (("zhoumin", "周敏"), ("hanlei", "韩磊"))]
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, *team, album=album)
    pack(page, consignment.VILLAGE, team[0], album)
    carry_to_the_village(tablet, *team, album=album)
    return team


def serve_the_morning(tablet: TabletBrowser, album: Album) -> list[Measured]:
    """Four people, one with a bank account activated at once."""
    page = tablet.page
    one, two, three, four, *_ = consignment.villagers()
    look_for_the_next(page)
    album.take(page, "tablet-08-find")
    measured = [hand_over(tablet, one, by_camera, read_by_reader, album, "20")]
    report_finance(page, "T0000417", album, password_changed=True)
    measured.append(hand_over(tablet, two, by_camera, typed_by_hand, album))
    measured.append(hand_over(tablet, three, by_scanner, read_by_reader, album))
    look_for_the_next(page)
    measured.append(hand_over(tablet, four, by_number_tail, read_by_reader, album))
    return measured


def serve_the_afternoon(tablet: TabletBrowser, album: Album) -> list[Measured]:
    """Three more, one of whom gives the card back; and three who do not get theirs."""
    page = tablet.page
    five, six, seven, eight, nine, ten, *_ = consignment.villagers()[4:]
    look_for_the_next(page)
    measured = [hand_over(tablet, five, by_initials, read_by_reader, album)]
    report_finance(page, "T0000418", album, password_changed=False)
    look_for_the_next(page)
    measured.append(hand_over(tablet, six, by_box_position_on_the_screen, typed_on_the_screen, album))
    measured.append(hand_over(tablet, seven, by_camera, read_by_reader, album))
    correct_this(page, "当场退回", album)
    go_to_today(page)
    note_absent(page, eight)
    note_dead(tablet, nine, album)
    note_wrong_face(tablet, ten, "全爱姬", album)
    go_to_today(page)
    album.take(page, "tablet-35-today")
    return measured


def see_the_outcomes(desk: Desk) -> None:
    """The office sees everybody's outcome; relay and bank have confirmed; the pictures show what the records say."""
    one, two, three, four, five, six, seven, eight, nine, ten, *_ = consignment.villagers()
    confirmed, match = say("session.office.activation.confirmed"), say("session.office.reading.match")
    desk.sit_down("liuyang")
    desk_steps.open_round(desk)
    for villager in (one, two):
        desk_steps.expect_outcome(desk, villager.name, match, confirmed)
    for villager in (three, four, five, six):
        desk_steps.expect_outcome(desk, villager.name, say("rounds.desk.outcome.handed_over"), confirmed)
    for villager, reason in ((eight, "没来"), (nine, "已去世"), (ten, say("rounds.desk.outcome.wrong_face"))):
        desk_steps.expect_outcome(desk, villager.name, reason)
    desk_steps.expect_outcome(desk, seven.name, say("session.office.custody.checked_out"))
    desk.take("12-round")
    desk_steps.look_at_hand_over(desk, one, finance=True)


def read_the_register(desk: Desk) -> None:
    """附件5 has a signed line for each who has the card, and for nobody else."""
    villagers = consignment.villagers()
    desk_steps.open_round(desk)
    pdf = desk_steps.download_register(desk)
    today = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y年%-m月%-d日}"
    register_paper.expect_lines(pdf, villagers[:6], villagers[6:], today)
    register_paper.expect_totals(pdf, social=6, finance=2, password=1)
    register_paper.expect_signatures(pdf, villagers[:6])


def tell(measured: list[Measured], capsys) -> None:
    """Print what each self hand-over took; the signature's strokes are no taps, and keys of a keypad stand apart."""
    lines = [f"  {one.taps:4}  {one.keys:4}  {one.seconds:7.1f}  {one.way}" for one in measured]
    with capsys.disabled():
        print("", "  taps  keys  seconds  self hand-over, found and identified by", *lines, sep="\n")  # noqa: T201
