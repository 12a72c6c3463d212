"""Killing server and browser in the middle of an upload loses and doubles nothing."""

import re

import pytest

from server.demo.rules import PASSWORD
from tests.browser.conftest import Album
from tests.browser.tablet_steps import Officer, add_officer, enrol, pack, unlock
from tests.support.installation import Installation
from tests.support.tablet_browser import TabletBrowser

pytestmark = pytest.mark.browser


def enrolment_code(installation: Installation) -> str:
    shown = installation.flask("demo", "accounts").stdout
    found = re.search(r"code ([0-9A-Z]{4}-[0-9A-Z]{4})", shown)
    assert found, shown
    return found[1]


def test_nothing_is_lost_or_doubled(installation: Installation, tablet: TabletBrowser, album: Album) -> None:
    album.watch("tablet", tablet.page)
    enrol(tablet, enrolment_code(installation), album)
    page = tablet.page
    specialist = add_officer(page, Officer("zhoumin", "周敏", PASSWORD), album)
    manager = add_officer(page, Officer("hanlei", "韩磊", PASSWORD), album)
    page.get_by_role("button", name="去装场").tap()
    unlock(page, specialist, manager, album=album)
    pack(page, "龙泉村", specialist, album)
    tablet.kill()
    tablet.start()
    album.watch("tablet", tablet.page)
    tablet.go("/")
    unlock(tablet.page, specialist, manager, album=album)
