"""Killing server and browser in the middle of an upload loses and doubles nothing."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from server.demo.rules import CONSIGNMENT, PASSWORD
from server.demo.sheets.rules import rows
from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row, row
from tests.browser.serve_steps import (
    Villager,
    by_camera,
    by_scanner,
    expect_unsent,
    hand_over,
    look_for_the_next,
    read_by_reader,
)
from tests.browser.tablet_steps import Officer, add_officer, carry_to_the_village, enrol, pack, unlock
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser


def enrolment_code(installation: Installation) -> str:
    shown = installation.flask("demo", "accounts").stdout
    found = re.search(r"code ([0-9A-Z]{4}-[0-9A-Z]{4})", shown)
    assert found, shown
    return found[1]


def villagers(number: int) -> list[Villager]:
    """The first people of the demonstration's round, in box order."""
    return [Villager(str(row[0]), str(row[1]), str(row[2]), "", str(row[11])) for row in rows(CONSIGNMENT)[:number]]


def test_nothing_is_lost_or_doubled(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album
) -> None:
    specialist, manager = set_out(installation, tablet, album)
    served = villagers(5)
    serve_without_network(installation, tablet, served, album)

    kill_the_server_in_the_middle(installation, tablet)
    expect_unsent(tablet.page, len(served))
    kill_the_browser_in_the_middle(installation, tablet)

    tablet.start()
    album.watch("tablet", tablet.page)
    tablet.go("/")
    unlock(tablet.page, specialist, manager, album=album)
    expect_unsent(tablet.page, 0, seconds=60)
    count_at_the_desk(desk, len(served))
    assert tablet.complaints.heard == []
    verified = installation.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def count_at_the_desk(desk: Desk, handed: int) -> None:
    """Expect that the office knows each hand-over, once."""
    desk.sit_down("liuyang")
    open_row(desk, "/desk/rounds", "龙泉村委会")
    counted = f"{say('rounds.desk.outcome.handed_over')} {handed}"
    expect(desk.page.get_by_role("radio", name=counted, exact=True)).to_be_visible()
    desk.go("/desk/hand-overs")
    expect(row(desk.page, "")).to_have_count(handed)


def set_out(installation: Installation, tablet: TabletBrowser, album: Album) -> list[Officer]:
    """Enrol the tablet for both officers and pack the demonstration's round."""
    page = tablet.page
    album.watch("tablet", page)
    enrol(tablet, enrolment_code(installation), album)
    team = [add_officer(page, Officer(*one, PASSWORD), album) for one in (("zhoumin", "周敏"), ("hanlei", "韩磊"))]
    page.get_by_role("button", name=say("accounts.field.enrolled.go"), exact=True).tap()
    unlock(page, *team, album=album)
    pack(page, "龙泉村", team[0], album)
    carry_to_the_village(tablet, *team, album=album)
    return team


def serve_without_network(
    installation: Installation, tablet: TabletBrowser, served: list[Villager], album: Album
) -> None:
    """Hand cards over while there is neither network nor server; frames and signatures wait as well."""
    tablet.set_offline(True)
    installation.stop_api()
    look_for_the_next(tablet.page)
    for place, villager in enumerate(served):
        hand_over(tablet, villager, by_scanner if place % 2 else by_camera, read_by_reader, album)
    expect_unsent(tablet.page, len(served))


def kill_the_server_in_the_middle(installation: Installation, tablet: TabletBrowser) -> None:
    """Let the upload begin, and end the server after its third picture."""
    installation.start_api()
    stored = count(1)
    with tablet.page.expect_response(lambda answer: "/blobs/" in answer.url and next(stored) == 3):
        tablet.set_offline(False)
    installation.kill_api()


def kill_the_browser_in_the_middle(installation: Installation, tablet: TabletBrowser) -> None:
    """Let the upload go on, and end the browser while the server judges the records."""
    tablet.set_offline(True)
    installation.start_api()
    with tablet.page.expect_request(lambda request: request.url.endswith("/api/v1/events"), timeout=60_000):
        tablet.set_offline(False)
    tablet.kill()
