"""Village M: 280 people, two tablets and a companion, offline and interrupted; the day agrees to the card and the fen.

The devices run the app's own client core in Node, the office acts through the API, and the far sides are the sandbox.
"""

import base64
import io
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pypdfium2
import pytest

from server.core.clock import local_date, utc_now
from tests.support.codes import as_jpeg
from tests.support.frames import random_of
from tests.support.installation import Installation
from tests.village import people as village
from tests.village.devices import Device
from tests.village.office import Office, tell_the_card_system
from tests.village.people import Villager

RECEIPTS = ("VM-", 1, 200)
RELAY_SECONDS = 180
DRAIN_SECONDS = 120
# Of ten people at tablet A the manager checks two on the tablet itself; everybody else on the companion.
ON_THE_TABLET = 5


class Day:
    """The village's day: who stands before which tablet, and what each device is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installation = Installation(folder, folder / "no-pwa")
        self.people = village.villagers()
        self.photo = base64.b64encode(
            as_jpeg(random_of("village-m", 0).integers(0, 255, (64, 96, 3), "uint8"), 60)
        ).decode()
        self.office = Office(self.installation.address)
        self.devices: dict[str, Device] = {}
        self.round_id = ""

    def share(self, name: str) -> list[Villager]:
        """Return who stands before a tablet: the box is split in the middle."""
        half = len(self.people) // 2
        return self.people[:half] if name == "tablet-a" else self.people[half:]

    def set_out(self) -> None:
        """Bring the cards in, count them out, pack three devices."""
        self.installation.prepare()
        tell_the_card_system(self.folder / "data", self.people)
        self.installation.start()
        office = self.office
        vault = office.take_in(self.people)
        office.give_receipts(*RECEIPTS)
        office.block(next(one.proxy for one in self.people if one.fate == "proxy_refused" and one.proxy))
        office.list_temporary_cards(self.people)
        self.round_id = office.plan(vault, local_date(utc_now()))
        assert office.count_out(self.round_id) == village.PEOPLE
        for name, kind in (("tablet-a", "tablet"), ("tablet-b", "tablet"), ("companion", "companion")):
            self._pack(office, name, kind)

    def _pack(self, office: Office, name: str, kind: str) -> None:
        device = self.devices[name] = Device(name, self.folder)
        device.do("enrol", address=self.installation.address, code=office.enrolment_code(name, kind))
        team = [office.bank_manager] if kind == "companion" else [office.specialist, office.bank_manager]
        for officer in team:
            device.do("join", **officer.account)
        device.do("unlock")
        share = None if kind == "companion" else {"by": "box", "of": 2, "ordinal": 1 if name == "tablet-a" else 2}
        taken = device.do("pack", round=self.round_id, share=share, **team[0].account)
        assert taken == (village.PEOPLE if kind == "companion" else village.PEOPLE // 2)
        device.do("network", to="down")

    def serve(self, queue: list[tuple[str, Villager]], *, second: bool = False) -> None:
        """Serve a queue: each at their tablet, and at the companion unless the manager checks on the tablet."""
        for place, (name, villager) in enumerate(queue):
            on_the_tablet = name == "tablet-a" and place % ON_THE_TABLET == 0
            task = {**asdict(villager), "bank_check": "same_device" if on_the_tablet else "companion"}
            done = self.devices[name].do("serve", task=task, photo=self.photo, second=second)
            if done == "handed_over" and not on_the_tablet:
                self.devices["companion"].do("bank", task=task, financial=villager.financial)
            elif done == "handed_over" and villager.financial:
                self.devices["companion"].do("finance", task=task, financial=villager.financial)

    def queues(self) -> tuple[list[tuple[str, Villager]], list[tuple[str, Villager]]]:
        """Return the day's queue in the order in which people come, and those seen at home in the afternoon."""
        both = [(name, one) for name in ("tablet-a", "tablet-b") for one in self.share(name)]
        Random(village.SEED).shuffle(both)
        return both, [(name, one) for name, one in both if one.home]

    def drain(self) -> dict[str, dict[str, Any]]:
        """Let every device upload until nothing is unsent."""
        for device in self.devices.values():
            device.tell("drain", seconds=DRAIN_SECONDS)
        return {name: device.hear() for name, device in self.devices.items()}

    def network(self, to: str) -> None:
        """Change what the network does for every device."""
        for seed, device in enumerate(self.devices.values()):
            device.do("network", to=to, seed=seed + 7)

    def end(self) -> None:
        """Switch everything off."""
        for device in self.devices.values():
            device.close()
        self.office.close_desks()
        self.installation.end()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    one = Day(tmp_path)
    try:
        yield one
    finally:
        one.end()


def test_the_day_agrees_to_the_card_and_the_fen(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    day.set_out()
    office, packed = day.office, time.monotonic()

    day.installation.stop_api()
    queue, at_home = day.queues()
    day.serve(queue[:200])
    # Signal for a while: half of the requests fail, and the server dies in the middle of the upload.
    day.installation.start_api()
    day.network("rough")
    for device in day.devices.values():
        device.tell("drain", seconds=3)
    time.sleep(1)
    day.installation.kill_api()
    for device in day.devices.values():
        device.hear()
    day.network("down")
    for device in day.devices.values():
        device.do("relock")
    day.serve(queue[200:])
    day.serve(at_home, second=True)
    counts = [day.devices[name].do("count", missing=[]) for name in ("tablet-a", "tablet-b")]
    served = time.monotonic()

    day.installation.start_api()
    day.network("rough")
    unsent = day.drain()
    assert [(name, one["unsent"], one["parked"]) for name, one in unsent.items()] == [
        ("tablet-a", 0, 0), ("tablet-b", 0, 0), ("companion", 0, 0),
    ]  # fmt: skip
    uploaded = time.monotonic()

    expect_the_count(counts)
    expect_everything_settled(office, day.round_id)
    checked_in = office.check_in(day.round_id)
    assert [block["code"] for block in checked_in["blocks"]] == []
    closed = office.close(day.round_id)
    assert closed["state"] == "closed"
    expect_the_equation(closed)
    expect_the_papers(office, day)
    verified = day.installation.flask("verify")
    assert verified.returncode == 0, verified.stdout
    with capsys.disabled():
        spent = f"set out {packed - begun:.0f} s, served {served - packed:.0f} s, uploaded {uploaded - served:.0f} s"
        sys.stdout.write(f"\nVillage M: {spent}, all {time.monotonic() - begun:.0f} s\n")


def expect_the_count(counts: list[dict[str, Any]]) -> None:
    """The joint counts of both tablets add up to the day's sums."""
    whole = Counter[str]()
    for one in counts:
        whole.update(one)
    assert dict(whole) == {
        "taken": village.PEOPLE,
        "handed": village.COLLECTED,
        "returned": village.UNCOLLECTED + village.DEAD,
        "wrong": village.WRONG,
        "missing": 0,
        "cashFen": village.TEMPORARY["lost"] * village.FEE_FEN,
        "receipts": village.TEMPORARY["lost"],
    }


def expect_everything_settled(office: Office, round_id: str) -> None:
    """The far sides confirm every request of the round; nothing waits for people."""
    due = {
        ("social", "confirmed"): village.COLLECTED,
        ("finance", "confirmed"): village.FATES["self"] - village.FINANCE_REFUSED,
        ("recovery", "confirmed"): sum(village.TEMPORARY.values()),
    }
    deadline = time.monotonic() + RELAY_SECONDS
    while True:
        rows = office.admin.get("/activations/summary")["items"]
        found = {(row["kind"], row["state"]): row["count"] for row in rows if row["count"]}
        if found == due:
            break
        assert time.monotonic() < deadline, found
        time.sleep(1)
    assert office.supervisor.get("/parked", round_id=round_id)["total"] == 0
    assert office.supervisor.get("/conflicts")["total"] == 0
    assert office.admin.get("/halves", round_id=round_id)["total"] == 0


def expect_the_equation(closed: dict[str, Any]) -> None:
    whole = closed["whole"]
    assert (whole["taken"], whole["handed"], whole["returned"], whole["wrong"], whole["missing"]) == (
        village.PEOPLE, village.COLLECTED, village.UNCOLLECTED + village.DEAD, village.WRONG, 0,
    )  # fmt: skip
    assert whole["holds"]
    assert closed["cash_fen"] == village.TEMPORARY["lost"] * village.FEE_FEN
    assert len(closed["receipts"]) == village.TEMPORARY["lost"]


def expect_the_papers(office: Office, day: Day) -> None:
    """附件5, 附件4, receipts and report say what the day was."""
    path = f"/rounds/{day.round_id}"
    workbook = openpyxl.load_workbook(io.BytesIO(office.specialist.file(f"{path}/collection-register.xlsx"))).active
    cells = [[str(cell.value or "") for cell in row] for row in workbook.iter_rows()]
    numbers = {one.number for one in day.people if one.collected}
    assert {row[2] for row in cells if row[2] in numbers} == numbers
    text = text_of(office.specialist.file(f"{path}/collection-register.pdf"))
    assert all(one.card_number in text for one in day.people if one.collected)
    wrong = text_of(office.specialist.file(f"{path}/error-list.pdf"))
    assert all((one.card_number in wrong) == one.fate.startswith("wrong_") for one in day.people)
    receipts = office.specialist.get(f"{path}/receipts")
    assert (receipts["total"], receipts["amount_fen"]) == (village.TEMPORARY["lost"], 4000)
    report = text_of(office.specialist.file(f"{path}/report.pdf"))
    for number in (village.PEOPLE, village.COLLECTED, village.UNCOLLECTED + village.DEAD, village.WRONG):
        assert str(number) in report
    assert "40.00" in report


def text_of(pdf: bytes) -> str:
    """Return a PDF's text without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
