"""What the office finds after the dozen's day, by what village M says of each of them."""

import io
from collections import Counter
from typing import Any

import openpyxl
from playwright.sync_api import expect

from tests.browser.test_taken_back import LEFT
from tests.browser.village_day import Day
from tests.support.wording import say
from tests.village import people as village
from tests.village.people import Villager
from tests.village.test_village_m import text_of

WITNESS = "全英姬"
FEE_YUAN = "20.00"
SAID = (7, 8, 9, 10, 11, 12, 13)  # columns of 附件5, from how it was collected to the signature
RELAY_SECONDS = 120


def settle_and_close(day: Day) -> None:
    """The far sides confirm, the vault takes the rest back, the round is closed."""
    office = day.office
    whole = Counter(outcome_of(one) for one in day.people)
    expect_confirmed(day)
    assert office.supervisor.get("/parked", round_id=day.round_id)["total"] == 0
    assert office.supervisor.get("/conflicts")["total"] == 0
    assert office.admin.get("/halves", round_id=day.round_id)["total"] == 0
    assert office.check_in(day.round_id)["blocks"] == []
    closed = office.close(day.round_id)
    assert closed["state"] == "closed"
    found = closed["whole"]
    assert (found["taken"], found["missing"], found["holds"]) == (len(day.people), 0, True)
    assert {key: found[key] for key in whole} == dict(whole)
    lost = sum(one.temporary == "lost" for one in day.people)
    assert (closed["cash_fen"], closed["receipts"]) == (lost * village.FEE_FEN, day.receipts)


def outcome_of(one: Villager) -> str:
    """Return where somebody's card is counted at the close."""
    if one.collected:
        return "handed"
    return "wrong" if one.fate.startswith("wrong_") else "returned"


def expect_confirmed(day: Day) -> None:
    """Each function that somebody asked for is confirmed by its far side, and no other."""
    people = list(day.dozen.values())
    due = {
        ("social", "confirmed"): sum(one.collected for one in people),
        ("finance", "confirmed"): sum(one.financial == "activated" for one in people),
        ("recovery", "confirmed"): sum(one.temporary is not None for one in people),
    }

    def found() -> dict[Any, int]:
        rows = day.office.admin.get("/activations/summary")["items"]
        return {(row["kind"], row["state"]): row["count"] for row in rows if row["count"]}

    for _ in range(RELAY_SECONDS * 2):
        if found() == due:
            return
        day.tablet.page.wait_for_timeout(500)
    assert found() == due


def expect_forgotten(day: Day) -> None:
    """The county took the round back: nothing of it is left on either device."""
    for device in (day.tablet, day.phone):
        # A network that comes back makes a device ask at once; it would ask by itself within a minute.
        device.set_offline(True)
        device.set_offline(False)
        expect(device.page.get_by_text(say("session.county.closedWhat"))).to_be_visible(timeout=60_000)
        assert device.page.evaluate(LEFT) == {"chunks": 0, "wraps": 0}
    leases = day.office.admin.get(f"/rounds/{day.round_id}")["leases"]
    assert len(leases) == 2
    assert all(lease["revoked_at"] for lease in leases)


def expect_the_papers(day: Day) -> None:
    """附件5 has a line for each who has the card, and says of each what village M says; 附件4 has the wrong card."""
    office, path = day.office, f"/rounds/{day.round_id}"
    sheet = openpyxl.load_workbook(io.BytesIO(office.specialist.file(f"{path}/collection-register.xlsx"))).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    lines = {row[2]: row for row in rows if row[2] in {one.number for one in day.people}}
    assert set(lines) == {one.number for one in day.people if one.collected}
    for one in day.people:
        if one.collected:
            expect_line(one, lines[one.number], day.receipts)
    wrong = text_of(office.specialist.file(f"{path}/error-list.pdf"))
    assert all((one.card_number in wrong) == one.fate.startswith("wrong_") for one in day.people)
    fees = office.specialist.get(f"{path}/receipts")
    assert (fees["total"], fees["amount_fen"]) == (len(day.receipts), len(day.receipts) * village.FEE_FEN)
    assert FEE_YUAN in text_of(office.specialist.file(f"{path}/report.pdf"))


def expect_line(one: Villager, line: list[str], receipts: list[str]) -> None:
    """A line says how the card was collected, by whom, and what became of each function and of a temporary card."""
    way, proxy, temporary, social, finance, password, signature = (line[column] for column in SAID)
    assert line[1:4] == [one.name, one.number, one.card_number]
    assert way == {"self": "本人", "reserved_proxy": "预留代办", "direct_relative": "亲属代办"}[one.fate]
    assert (one.proxy.name in proxy and one.proxy.phone in proxy) if one.proxy else proxy == ""
    assert temporary.split() == {None: ["无"], "returned": ["收回"], "lost": ["缴费", "收据", *receipts]}[one.temporary]
    assert social == "☑"
    activated = one.financial == "activated"
    assert [tick == "☑" for tick in (finance, password)] == [activated, activated]
    assert signature.split() == (["按指印", f"见证：{WITNESS}"] if one.fingerprint else ["已签字"])
