"""Those whom a village day is really made of: relatives, people who cannot write, holders of temporary cards.

All of it offline, by the pages alone; afterwards the county takes every record in.
"""

from itertools import islice

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.desk_steps import Desk
from tests.browser.serve_steps import (
    Proxy,
    by_camera,
    expect_unsent,
    hand_over,
    hand_over_against_temporary_card,
    hand_over_by_fingerprint,
    hand_over_to_relative,
    look_for_the_next,
    read_by_reader,
    refuse_proxy,
)
from tests.browser.test_interrupted_upload import count_at_the_desk, set_out, villagers
from tests.support.installation import Installation
from tests.support.people import identity_numbers
from tests.support.tablet_browser import TabletBrowser
from tests.support.wording import say

pytestmark = pytest.mark.browser

MORE_TAPS_THAN_SELF = 4
WITH_A_TEMPORARY_CARD = 40


def test_everybody_but_the_easy_ones(
    installation: Installation, desk: Desk, tablet: TabletBrowser, album: Album
) -> None:
    set_out(installation, tablet, album)
    page = tablet.page
    everybody = villagers(WITH_A_TEMPORARY_CARD)
    first, second, third, fourth = everybody[:4]
    daughter, neighbour = (
        Proxy(name, number, "13900000001")
        for name, number in zip(("王丽", "李邻"), islice(identity_numbers(), 900, None, 41), strict=False)
    )
    tablet.set_offline(True)
    installation.stop_api()

    look_for_the_next(page)
    alone = hand_over(tablet, first, by_camera, read_by_reader, album)
    by_daughter = hand_over_to_relative(tablet, second, daughter, "子女", album)
    assert by_daughter.taps - alone.taps <= MORE_TAPS_THAN_SELF
    expect(page.get_by_test_id("tell-finance")).to_contain_text(say("issuance.field.tell.state.branch"))
    expect(page.get_by_test_id("tell-password")).to_have_count(0)
    hand_over_by_fingerprint(tablet, third, "李山", album)
    hand_over_against_temporary_card(tablet, everybody[-1], album)
    refuse_proxy(tablet, fourth, neighbour, "邻居", album)
    expect_unsent(page, 5)

    installation.start_api()
    tablet.set_offline(False)
    expect_unsent(page, 0, seconds=60)
    page.get_by_role("link", name=say("ui.rail.outbox")).tap()
    expect(page.get_by_test_id("parked")).to_have_text("0")
    count_at_the_desk(desk, 4)
    assert tablet.complaints.heard == []
    assert album.barriers == []
    verified = installation.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
