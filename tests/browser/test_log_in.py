"""T15, T16 in a real browser: second factors set up and used at the desk, log-ins seen and ended.

Chromium's own virtual authenticator stands for a security key.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from server.core.clock import utc_now
from server.demo.rules import PASSWORD
from server.rules import policy
from tests.browser.album import Album
from tests.browser.desk_steps import Desk, close_all
from tests.support.installation import Installation
from tests.support.wording import say

pytestmark = pytest.mark.browser

ADMIN, SPECIALIST = "liuyang", "zhoumin"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def installation(pwa: Path, made_up_world: Path, tmp_path: Path) -> Iterator[Installation]:
    """The product under a name: browsers let no security key be used at an address of numbers."""
    installation = Installation(tmp_path, pwa, made_up_world)
    installation.settings["SONGKA_PUBLIC_URL"] = f"http://localhost:{installation.port}"
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


@pytest.fixture
def desk(office_browser: Browser, installation: Installation, album: Album) -> Iterator[Desk]:
    yield Desk(office_browser, f"http://localhost:{installation.port}", album)
    close_all(office_browser)


def insert_key(page: Page) -> None:
    """Plug a security key in that is touched whenever it blinks."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def first_step(desk: Desk, username: str = ADMIN) -> None:
    """Give account and password to a desk nobody is logged in at."""
    desk.context.clear_cookies()
    desk.go("/login")
    desk.page.get_by_label(say("accounts.desk.login.username")).fill(username)
    desk.page.get_by_label(say("accounts.desk.login.password")).fill(PASSWORD)
    press(desk.page, say("accounts.desk.login.go"))


def is_in(desk: Desk) -> None:
    expect(desk.page).to_have_url(re.compile("/desk/overview$"))


def forget_the_proof(installation: Installation) -> None:
    """Let an hour pass since anybody proved who they are."""
    with closing(sqlite3.connect(installation.folder / "data" / "songka.sqlite")) as database, database:
        database.execute("UPDATE login_session SET proved_at = '2026-01-01 00:00:00.000000'")


def add_app(desk: Desk) -> tuple[pyotp.TOTP, list[str]]:
    page = desk.page
    desk.go("/desk/account")
    press(page, say("accounts.desk.account.app.add"))
    app = pyotp.TOTP(page.get_by_test_id("app-secret").inner_text().replace(" ", ""))
    desk.take("account-app")
    code = page.get_by_label(say("accounts.desk.step.totp"))
    code.fill("000000")
    press(page, say("accounts.desk.account.app.go"))
    expect(page.get_by_text("验证码不对")).to_be_visible()
    # The code before the present one, which the log-in is to use.
    code.fill(app.at(int(utc_now().timestamp()) - 30))
    press(page, say("accounts.desk.account.app.go"))
    listed = page.get_by_test_id("recovery-codes").get_by_role("listitem")
    expect(listed).to_have_count(policy("factor.recovery_codes"))
    codes = listed.all_inner_texts()
    desk.take("account-recovery")
    press(page, say("accounts.desk.account.recovery.kept"))
    return app, codes


def test_t15_phone_key_and_recovery_code_open_a_desk_that_the_password_alone_does_not(desk: Desk, album: Album) -> None:
    page = desk.page
    insert_key(page)
    desk.sit_down(ADMIN)
    app, codes = add_app(desk)
    press(page, say("accounts.desk.account.key.add"))
    page.get_by_label(say("accounts.desk.account.name")).fill("蓝色钥匙")
    desk.take("account-key")
    press(page, say("accounts.desk.account.key.go"))
    expect(page.get_by_test_id("factors").get_by_text("蓝色钥匙")).to_be_visible()
    desk.take("account")

    first_step(desk)
    expect(page.get_by_test_id("second-step")).to_be_visible()
    desk.take("second-step")
    desk.go("/desk/officers")
    expect(page).to_have_url(re.compile("/login"))

    first_step(desk)
    code = page.get_by_label(say("accounts.desk.step.totp"))
    code.fill("000000")
    press(page, say("accounts.desk.login.go"))
    expect(page.get_by_text("验证码不对")).to_be_visible()
    code.fill(app.now())
    press(page, say("accounts.desk.login.go"))
    is_in(desk)

    first_step(desk)
    press(page, say("accounts.desk.step.use.key"))
    is_in(desk)

    first_step(desk)
    press(page, say("accounts.desk.step.use.recovery"))
    page.get_by_label(say("accounts.desk.step.recovery")).fill(codes[0].lower())
    press(page, say("accounts.desk.login.go"))
    is_in(desk)
    desk.go("/desk/account")
    expect(page.get_by_test_id("factors").get_by_text(f"{len(codes) - 1} 个备用码")).to_be_visible()
    assert desk.complaints.heard == []
    assert album.barriers == []


def test_t16_a_log_in_left_open_elsewhere_is_seen_and_ended(office_browser: Browser, desk: Desk, album: Album) -> None:
    elsewhere = Desk(office_browser, desk.address, album)
    elsewhere.sit_down(SPECIALIST)
    desk.sit_down(SPECIALIST)
    desk.go("/desk/account")
    logins = desk.page.get_by_test_id("logins")
    expect(logins.get_by_role("listitem")).to_have_count(2)
    desk.take("account-logins")
    press(desk.page, say("accounts.desk.account.logins.end"))
    expect(logins.get_by_role("listitem")).to_have_count(1)
    elsewhere.go("/desk/rounds")
    expect(elsewhere.page).to_have_url(re.compile("/login"))


def test_t16_the_county_ends_log_ins_and_resets_a_lost_factor_and_the_officer_is_told(
    office_browser: Browser, desk: Desk, album: Album
) -> None:
    theirs = Desk(office_browser, desk.address, album)
    theirs.sit_down(SPECIALIST)
    add_app(theirs)
    desk.sit_down(ADMIN)
    desk.go("/desk/officers")
    page = desk.page
    page.locator("tr[data-row]").filter(has_text=SPECIALIST).click()
    press(page, say("accounts.desk.officers.seeLogins"))
    desk.take("officer-logins")
    press(page, say("accounts.desk.officers.resetFactors"))
    press(page, say("accounts.desk.officers.resetFactors"))
    expect(page.get_by_text(say("accounts.desk.account.logins.none"))).to_be_visible()
    theirs.sit_down(SPECIALIST)
    told = theirs.page.get_by_role("status").filter(has_text="清掉了您的第二重验证")
    expect(told).to_contain_text("刘洋")
    theirs.take("factor-reset")
    press(theirs.page, say("session.office.factor.seen"))
    expect(told).to_have_count(0)
    assert album.barriers == []


def test_t16_a_desk_left_open_asks_again_before_it_resets_somebody(
    desk: Desk, installation: Installation, album: Album
) -> None:
    desk.sit_down(ADMIN)
    forget_the_proof(installation)
    desk.go("/desk/officers")
    page = desk.page
    page.locator("tr[data-row]").filter(has_text=SPECIALIST).click()
    press(page, say("accounts.desk.officers.reset"))
    press(page, say("accounts.desk.officers.reset"))
    field = page.get_by_role("dialog").get_by_label(say("session.office.proveAgain.field"), exact=True)
    field.fill("not the password")
    press(page, say("session.office.proveAgain.go"))
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    desk.take("prove-again")
    field.fill(PASSWORD)
    press(page, say("session.office.proveAgain.go"))
    expect(page.get_by_test_id("new-password")).to_be_visible()
    assert album.barriers == []
