"""T3: records signed and sealed on a tablet leave it while nobody is unlocked, and the county takes each of them."""

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.demo.rules import CONSIGNMENT, PASSWORD
from server.demo.sheets.rules import rows
from tests.browser.test_interrupted_upload import enrolment_code
from tests.support.codes import as_jpeg
from tests.support.frames import random_of
from tests.support.installation import Installation
from tests.village.devices import Device

DRAIN_SECONDS = 60
PHOTO = base64.b64encode(as_jpeg(random_of("locked-tablet", 0).integers(0, 255, (64, 96, 3), "uint8"), 60)).decode()
SPECIALIST, MANAGER = ({"username": name, "password": PASSWORD} for name in ("zhoumin", "hanlei"))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    one = Installation(tmp_path, tmp_path / "no-pwa")
    try:
        one.prepare()
        one.start()
        yield one
    finally:
        one.end()


@pytest.fixture
def tablet(installation: Installation) -> Iterator[Device]:
    one = Device("tablet", installation.folder)
    one.do("enrol", address=installation.address, code=enrolment_code(installation))
    for account in (SPECIALIST, MANAGER):
        one.do("join", **account)
    one.do("unlock")
    assert one.do("pack", round=None, share=None, **SPECIALIST) > 0
    yield one
    one.close()


def test_t3_a_locked_tablet_sends_what_its_officers_signed(installation: Installation, tablet: Device) -> None:
    tablet.do("network", to="down")
    for task in (of(0, "self"), of(1, "absent"), of(2, "self")):
        tablet.do("serve", task=task, photo=PHOTO, second=False)
    tablet.do("lock")
    tablet.do("network", to="up")
    counts = tablet.do("drain", seconds=DRAIN_SECONDS)
    assert (counts["unsent"], counts["parked"]) == (0, 0), judged(installation)
    assert [(kind, state) for kind, state, _ in judged(installation)] == [
        ("card.handed_over", "accepted"),
        ("person.not_served", "accepted"),
        ("card.handed_over", "accepted"),
    ]
    verified = installation.flask("verify")
    assert verified.returncode == 0, verified.stdout


def of(place: int, fate: str) -> dict[str, Any]:
    """Say what befalls one of the people of the demonstration's round."""
    name, number = (str(cell) for cell in rows(CONSIGNMENT)[place][:2])
    return {"name": name, "number": number, "fate": fate, "proxy": None, "typed": False, "fingerprint": False} | {
        "home": False, "temporary": None, "bank_check": "same_device"
    }  # fmt: skip


def judged(installation: Installation) -> list[tuple[str, str, str | None]]:
    """Return what the county made of each record, in its order."""
    with sqlite3.connect(installation.folder / "data" / "songka.sqlite") as database:
        return list(database.execute("select type, verdict, reason from event order by idx"))
