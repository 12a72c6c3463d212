"""The desk's lists with something in them: each is opened, acted upon, and what was done is seen afterwards."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from server.demo.rules import PASSWORD, VAULT
from tests.browser.album import Album
from tests.browser.desk_records import Sent, phone_of, rename, second_custodian, tablet_of
from tests.browser.desk_steps import Desk, choose, open_row, row
from tests.browser.test_desk import reload_until, second_person
from tests.support.collecting import cosigned, exception, somebody, to_proxy
from tests.support.installation import Installation
from tests.support.sheets import cells_of, text
from tests.support.tablet_browser import sign
from tests.support.wording import say

pytestmark = pytest.mark.browser
RARE = "金\ue000花"


def picked(page: Page, label: str, path: Path) -> None:
    """Choose a file for whatever asks for one under this label."""
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name=re.compile(re.escape(label))).click()
    choosing.value.set_files(path)


def downloaded(page: Page, press: str) -> bytes:
    """Press what gives a file; return the file."""
    with page.expect_download() as downloading:
        page.get_by_test_id(press).click()
    return Path(downloading.value.path()).read_bytes()


def confirmed(page: Page, button: str) -> None:
    """Press the primary of the dialog that is open."""
    page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()


def taken_back(page: Page, username: str) -> None:
    """Take the settlement on this page back, with a second person."""
    page.get_by_test_id("take-back").click()
    dialog = page.get_by_role("dialog").last
    dialog.get_by_label(say("session.office.counter.why")).select_option(label="两人重新核对过")
    dialog.get_by_label(say("session.office.counter.note")).fill("点错了人")
    second_person(page, say("session.office.counter.second"), username)
    dialog.get_by_role("button", name=say("session.office.counter.go"), exact=True).click()
    expect(dialog).to_have_count(0)


def a_day(sent: Sent) -> None:
    """One of each: a contact set right, a proxy by exception, a record without the bank's check."""
    pen, people = sent.field.pen, sent.field.people
    let_pass = somebody(relation="neighbour", exception=exception(sent.field.office))
    sent.send(
        pen.hand_over(people[0]),
        pen.hand_over(people[1], payload={"contact": {"phone": "13811112222", "address": "龙泉村九组河边"}}),
        to_proxy(pen, people[2], let_pass),
        pen.hand_over(people[4], approvals=[]),
    )


def test_what_a_day_leaves_for_the_office(installation: Installation, desk: Desk, album: Album, tmp_path: Path) -> None:
    with tablet_of(installation) as sent:
        people = sent.field.people
        a_day(sent)
        with phone_of(installation, sent) as phone:
            phone.send(cosigned(phone.field.pen, people[3]))
        rename(installation, people[0]["cardholder_id"], RARE)
        round_id = sent.field.round_id
    desk.sit_down("zhangwei")
    let_an_exception_be_seen(desk)
    block_by_a_sheet(desk, tmp_path)
    pass_contacts_on(desk, people[1])
    look_at_a_half(desk, people[3])
    take_a_settlement_back(desk)
    print_a_rare_name(desk, round_id)
    assert desk.complaints.heard == []
    assert album.barriers == []


def let_an_exception_be_seen(desk: Desk) -> None:
    page = desk.page
    desk.go("/desk/blocked-proxies")
    page.get_by_text(say("issuance.desk.proxies.show.exceptions"), exact=True).click()
    expect(row(page, "王建国")).to_contain_text("没有直系亲属，由其照料")
    expect(row(page, "王建国")).to_contain_text("张伟")
    desk.take("leftover-exceptions")
    assert "王建国" in {cell.value for cell in cells_of(downloaded(page, "take-exceptions"))}
    page.get_by_label(say("issuance.desk.exceptions.why"), exact=True).select_option(label="法定监护人")
    expect(page.get_by_text(say("issuance.desk.exceptions.none"))).to_be_visible()
    desk.take("leftover-no-exceptions")


def block_by_a_sheet(desk: Desk, folder: Path) -> None:
    page = desk.page
    sheet = folder / "cadres.csv"
    rows = [["李某", somebody()["number"], "村干部"], ["张某", "123", "银行人员"]]
    sheet.write_bytes(text(rows, header=("姓名", "证件号", "类别")))
    desk.go("/desk/blocked-proxies")
    page.get_by_role("button", name=say("issuance.desk.blocked.import"), exact=True).click()
    desk.take("leftover-block-import")
    picked(page, say("issuance.desk.blocked.pick"), sheet)
    expect(page.get_by_text(say("issuance.desk.blocked.counted", added=1, known=0))).to_be_visible()
    expect(row(page, "李某")).to_be_visible()
    desk.take("leftover-blocked")


def pass_contacts_on(desk: Desk, person: dict) -> None:
    page = desk.page
    desk.go("/desk/hand-overs?show=contacts")
    expect(row(page, person["name"])).to_contain_text("138••••2222")
    desk.take("leftover-contacts")
    page.get_by_test_id("pass-on").click()
    desk.take("leftover-pass-on")
    with page.expect_download() as downloading:
        confirmed(page, say("issuance.desk.contacts.go"))
    kept = {cell.value for cell in cells_of(Path(downloading.value.path()).read_bytes())}
    assert {"13811112222", person["number"]} <= kept
    expect(page.get_by_text(say("issuance.desk.contacts.none.queued"))).to_be_visible()
    page.get_by_text(say("issuance.desk.contacts.is.sent"), exact=True).click()
    expect(row(page, person["name"])).to_contain_text("张伟")
    desk.take("leftover-contacts-sent")
    page.get_by_text(say("issuance.desk.contacts.is.lists"), exact=True).click()
    expect(row(page, "张伟")).to_be_visible()
    desk.take("leftover-contact-lists")


def look_at_a_half(desk: Desk, person: dict) -> None:
    page = desk.page
    desk.go("/desk/hand-overs?show=halves")
    expect(row(page, person["name"])).to_contain_text("韩磊")
    desk.take("leftover-halves")
    row(page, person["name"]).click()
    expect(page).to_have_url(re.compile("/desk/cards/"))


def take_a_settlement_back(desk: Desk) -> None:
    page = desk.page
    desk.go("/desk/parked")
    page.locator("tr[data-row]").first.click()
    page.get_by_text(say("sync.desk.settle.is.void"), exact=True).click()
    choose(page, say("sync.desk.settle.reason"), "重复记录")
    second_person(page, say("sync.desk.settle.second"), "liuyang")
    page.get_by_test_id("settle").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("刘洋")
    page.get_by_test_id("take-back").click()
    desk.take("leftover-take-back")
    page.keyboard.press("Escape")
    taken_back(page, "liuyang")
    expect(page.get_by_test_id("taken-back")).to_contain_text(say("sync.desk.settle.is.void"))
    expect(page.get_by_test_id("settle")).to_be_visible()
    desk.take("leftover-taken-back")


def print_a_rare_name(desk: Desk, round_id: str) -> None:
    page = desk.page
    desk.go(f"/desk/rounds/{round_id}")
    with page.expect_download(timeout=60_000):
        page.get_by_test_id("paper-register").click()
    expect(page.get_by_test_id("form-flag").filter(has_text="U+E000")).to_be_visible()
    desk.take("leftover-rare-name")


def test_a_vault_changes_hands(installation: Installation, desk: Desk, album: Album) -> None:
    second_custodian(installation, "lijing", "李静")
    page = desk.page
    desk.sit_down("sunli")
    open_row(desk, "/desk/vaults", VAULT)
    here = desk.context.request.get(f"{desk.address}/api/v1/vaults").json()["items"][0]["cards"]
    page.get_by_test_id("give-vault").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("custody.desk.transfer.counted")).fill("1")
    sign(page, page.get_by_test_id("outgoing-pad").locator("canvas"))
    second_person(page, say("custody.desk.transfer.username"), "lijing")
    sign(page, page.get_by_test_id("incoming-pad").locator("canvas"))
    desk.take("leftover-vault-transfer")
    confirmed(page, say("custody.desk.transfer.go"))
    expect(dialog.get_by_role("alert")).to_contain_text("4.1.1.b")
    dialog.get_by_label(say("custody.desk.transfer.counted")).fill(str(here))
    dialog.get_by_label(say("session.office.proof.password"), exact=True).fill(PASSWORD)
    confirmed(page, say("custody.desk.transfer.go"))
    expect(page.get_by_test_id("transfers")).to_contain_text("李静")
    expect(page.get_by_test_id("give-vault")).to_have_count(0)
    desk.take("leftover-vault-given")
    assert desk.complaints.heard == []
    assert album.barriers == []


def test_a_county_without_an_interface_works_by_sheets(
    installation: Installation, desk: Desk, album: Album, tmp_path: Path
) -> None:
    installation.settings["SONGKA_CARD_MANAGEMENT_WAY"] = "file"
    installation.stop()
    installation.start()
    with tablet_of(installation) as sent:
        people = sent.field.people
        sent.send(sent.field.pen.hand_over(people[0]), sent.field.pen.hand_over(people[1]))
    desk.sit_down("zhangwei")
    send_out_and_take_back(desk, tmp_path)
    settle_a_recall_and_take_it_back(desk)
    settle_a_temporary_card(desk, tmp_path, people[0])
    assert desk.complaints.heard == []
    assert album.barriers == []


def send_out_and_take_back(desk: Desk, folder: Path) -> None:
    page = desk.page
    desk.go("/desk/activations?show=sheets")
    desk.take("leftover-sheets-none")
    sent_out = openpyxl.load_workbook(io.BytesIO(downloaded(page, "make-social"))).active
    header, *lines = [[cell.value for cell in line] for line in sent_out.iter_rows()]
    keys = [line[header.index("业务流水号")] for line in lines[:2]]
    results = folder / "results.csv"
    body = [[keys[0], "00", ""], [keys[1], "01", "姓名不符"], ["合计行数", "2"], ["成功数", "1"], ["失败数", "1"]]
    results.write_bytes(text(body, header=("业务流水号", "结果", "原因")))
    row(page, say("activation.desk.sheet.kinds.social")).click()
    picked(page, say("activation.desk.sheet.pick"), results)
    side = page.get_by_label(say("activation.desk.sheet.back"))
    expect(side.get_by_role("status")).to_contain_text("1")
    expect(row(page, say("activation.desk.sheet.kinds.social"))).to_contain_text("被退回 1")
    desk.take("leftover-sheets")


def settle_a_recall_and_take_it_back(desk: Desk) -> None:
    page = desk.page
    desk.go("/desk/activations?show=recalls")
    row(page, "姓名不符").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("本人到窗口办好了")).click()
    dialog.get_by_label(say("activation.desk.recall.note")).fill("来过窗口")
    desk.take("leftover-recall-settle")
    confirmed(page, say("activation.desk.recall.go"))
    expect(page.get_by_text(say("activation.desk.recall.none"))).to_be_visible()
    page.get_by_role("radio", name=say("activation.desk.recall.is.settled"), exact=True).click()
    row(page, "本人到窗口办好了").click()
    expect(page.get_by_role("dialog")).to_contain_text("来过窗口")
    desk.take("leftover-recall-settled")
    taken_back(page, "liuyang")
    page.get_by_role("radio", name=say("activation.desk.recall.is.open"), exact=True).click()
    row(page, "姓名不符").click()
    expect(page.get_by_test_id("taken-back")).to_contain_text("本人到窗口办好了")
    desk.take("leftover-recall-again")
    page.keyboard.press("Escape")


def settle_a_temporary_card(desk: Desk, folder: Path, person: dict) -> None:
    page = desk.page
    listed = folder / "temporary.csv"
    header = ("社会保障号码", "临时卡号", "发卡日期")
    listed.write_bytes(text([[person["number"], "L0007", "2026-01-05"]], header=header))
    desk.go("/desk/activations?show=sheets")
    picked(page, say("activation.desk.list.pick"), listed)
    expect(page.get_by_text(say("activation.desk.list.stored", n=1))).to_be_visible()
    desk.take("leftover-temporary-list")
    desk.sit_down("zhoumin")
    desk.go("/desk/temporary-cards")
    reload_until(page, "L0007")
    desk.take("leftover-tasks")
    row(page, "L0007").click()
    page.get_by_role("dialog").get_by_text(say("issuance.desk.temporary.how.lost"), exact=True).click()
    desk.take("leftover-task-lost")
    page.get_by_role("dialog").get_by_text(say("issuance.desk.temporary.how.returned"), exact=True).click()
    confirmed(page, say("issuance.desk.temporary.go"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("radio", name=say("issuance.desk.temporary.is.settled"), exact=True).click()
    row(page, "L0007").click()
    expect(page.get_by_role("dialog")).to_contain_text("周敏")
    desk.take("leftover-task-settled")
