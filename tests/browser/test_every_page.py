"""Every page of the desk opens for whom it is meant, without an error in the console and without barriers.

Those of the tablet, and those that need a day's work behind them, are looked at by the tests of the day and the desk.
"""

import re
from functools import cache

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from server.accounts.rules import may_do
from server.demo.rules import ACCOUNTS
from tests.browser.album import Album
from tests.browser.desk_steps import Desk, open_row
from tests.support.wording import PWA_SOURCE, say

pytestmark = pytest.mark.browser

ROUTE = re.compile(r"path: '(/desk/[^']+)'.*desk: '([a-z_.]+)'")
OPENED_FROM_A_LIST = {
    "/desk/batches/:id": "2026-1104",
    "/desk/vaults/:id": "县人社局专库",
    "/desk/cards/:id": "B0",
    "/desk/rounds/:id": "龙泉村委会",
}
OF_NOBODY = {"/desk/parked/:id", "/desk/conflicts/:id", "/desk/discrepancies/:id", "/desk/incidents/:id"}
BY_THEMSELVES = {"/desk/account", "/desk/rounds/new", "/desk/rounds/:id/check-out"}
IN_TESTS_OF_THEIR_OWN = {
    "/desk/imports/:id",
    "/desk/hand-overs/:id",
    "/desk/activations/:id",
    "/desk/rounds/:id/check-in",
    "/desk/rounds/:id/paper",
}
# What the browser itself notes when the server says "not logged in" or "no such thing": an answer, not a fault.
ANSWERS = re.compile(r"Failed to load resource: the server responded with a status of 40[14]")


@cache
def routes() -> dict[str, str]:
    """The pages of the desk, each with the permission that it needs."""
    sources = [path.read_text("utf-8") for path in sorted(PWA_SOURCE.glob("features/*/*routes.ts"))]
    return {path: permission for source in sources for path, permission in ROUTE.findall(source)}


def lists() -> set[str]:
    return {path for path in routes() if ":" not in path} - BY_THEMSELVES


def errors_of(page: Page) -> list[str]:
    """Collect what the page writes as an error, from now on."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERS.match(message.text):
            errors.append(message.text)

    page.on("console", note)
    return errors


def is_there(page: Page) -> None:
    """Wait until a page has its heading and all that it asked for."""
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_every_page_is_looked_at() -> None:
    looked_at = lists() | set(OPENED_FROM_A_LIST) | OF_NOBODY | BY_THEMSELVES | IN_TESTS_OF_THEIR_OWN
    assert looked_at == set(routes())


def test_each_role_finds_its_pages_and_no_others(desk: Desk, album: Album) -> None:
    errors = errors_of(desk.page)
    for account in {account.role: account for account in ACCOUNTS}.values():
        desk.sit_down(account.username)
        navigation = desk.page.get_by_role("navigation", name=say("ui.shell.nav"))
        expect(navigation).to_be_visible()
        found = {link.get_attribute("href") for link in navigation.get_by_role("link").all()}
        assert found == {path for path in lists() if may_do([account.role], routes()[path])}, account.role
        for path in sorted(found):
            navigation.locator(f'a[href="{path}"]').click()
            is_there(desk.page)
            album.take(desk.page, f"desk-of-{path.rsplit('/', 1)[-1]}")
    assert errors == []
    assert desk.complaints.heard == []
    assert album.barriers == []


def test_what_lists_lead_to_opens(desk: Desk, album: Album) -> None:
    errors = errors_of(desk.page)
    desk.sit_down("liuyang")
    for path, text in OPENED_FROM_A_LIST.items():
        above = path.removesuffix("/:id")
        open_row(desk, above, text)
        expect(desk.page).to_have_url(re.compile(f"{above}/[0-9a-f-]{{36}}$"))
        is_there(desk.page)
        album.take(desk.page, f"desk-one-of-{above.rsplit('/', 1)[-1]}")
    desk.go("/desk/rounds/new")
    is_there(desk.page)
    desk.go("/desk/account")
    is_there(desk.page)
    album.take(desk.page, "desk-account")
    desk.sit_down("sunli")
    open_row(desk, "/desk/rounds", "红丰村委会")
    desk.page.get_by_role("button", name=say("rounds.desk.checkOut.title"), exact=True).click()
    is_there(desk.page)
    album.take(desk.page, "desk-check-out")
    desk.sit_down("zhangwei")
    for path in sorted(OF_NOBODY):
        desk.go(path.replace(":id", "01a00000-0000-7000-8000-000000000000"))
        expect(desk.page.get_by_role("alert")).to_be_visible()
        album.take(desk.page, f"desk-none-of-{path.split('/')[2]}")
    assert errors == []
    assert desk.complaints.heard == []
    assert album.barriers == []
