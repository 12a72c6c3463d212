"""One tablet, packed for a small round, that reaches the county only through a network that can be told to fail."""

import base64
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from server.core.clock import local_date, utc_now
from tests.support.codes import as_jpeg
from tests.support.fault_proxy import FaultProxy, Line
from tests.support.frames import random_of
from tests.support.installation import Installation
from tests.village import people as village
from tests.village.devices import Device
from tests.village.office import Office
from tests.village.people import Villager

PEOPLE = 60
SECONDS = 30
FIRST_TRY = 1.5  # seconds


@dataclass
class Village:
    """A round of people who come for themselves, its tablet, and the network between it and the county."""

    installation: Installation
    proxy: FaultProxy
    tablet: Device
    waiting: list[Villager]
    photo: str
    served: int = field(default=0)

    def serve(self, count: int = 1) -> None:
        """Serve the next people; their records wait on the tablet."""
        for _ in range(count):
            task = {**asdict(self.waiting.pop()), "bank_check": "same_device", "fingerprint": True}
            assert self.tablet.do("serve", task=task, photo=self.photo, second=False) == "handed_over"
            self.served += 1

    def try_to_upload(self, seconds: float = SECONDS) -> dict[str, Any]:
        """Let the tablet upload for a while, and return what it then says of its queue."""
        self.tablet.do("network", to="up")
        return self.tablet.do("drain", seconds=seconds)

    def try_until(self, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Let the tablet try again and again until its queue, or what met the fault, is enough; a busy machine is slow.

        It tries for one `FIRST_TRY` at least, and the last queue is returned whether it was enough or not.
        """
        deadline = time.monotonic() + SECONDS
        while True:
            queue = self.try_to_upload(FIRST_TRY)
            if enough(queue) or time.monotonic() > deadline:
                return queue

    def go_offline(self) -> None:
        """Take the network away."""
        self.tablet.do("network", to="down")

    def heal(self) -> None:
        """Let the network be good again and everything arrive; each record is at the county once."""
        self.proxy.line = Line()
        self.proxy.set(None)
        assert self.try_to_upload()["unsent"] == 0
        assert self.at_the_county() == (self.served, self.served)

    def at_the_county(self) -> tuple[int, int]:
        """Return how many records the county has, and how many different ones of them it accepted."""
        with closing(sqlite3.connect(self.installation.folder / "data" / "songka.sqlite")) as database:
            (filed,) = database.execute("SELECT count(*) FROM event").fetchone()
            (good,) = database.execute("SELECT count(DISTINCT hash) FROM event WHERE verdict = 'accepted'").fetchone()
        return filed, good


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    folder = tmp_path_factory.mktemp("network")
    installation = Installation(folder, folder / "no-pwa")
    installation.prepare()
    installation.start()
    office = Office(installation.address)
    try:
        with FaultProxy(installation.port) as proxy:
            tablet = Device("tablet", folder)
            people = [one for one in village.villagers() if one.fate == "self" and not one.temporary and not one.home]
            _set_out(office, proxy, tablet, people[:PEOPLE])
            photo = random_of("network", 0).integers(0, 255, (64, 96, 3), "uint8")
            yield Village(installation, proxy, tablet, people[:PEOPLE], base64.b64encode(as_jpeg(photo, 60)).decode())
            tablet.close()
    finally:
        office.close_desks()
        installation.end()


def _set_out(office: Office, proxy: FaultProxy, tablet: Device, people: list[Villager]) -> None:
    vault = office.take_in(people)
    office.list_temporary_cards(people)
    round_id = office.plan(vault, local_date(utc_now()))
    office.count_out(round_id)
    tablet.do("enrol", address=proxy.address, code=office.enrolment_code("tablet", "tablet"))
    for officer in (office.specialist, office.bank_manager):
        tablet.do("join", **officer.account)
    tablet.do("unlock")
    tablet.do("pack", round=round_id, share=None, **office.specialist.account)
    tablet.do("network", to="down")


@pytest.fixture
def village_round(network: Village) -> Iterator[Village]:
    """The round, offline, with a network that is good again after each test."""
    network.go_offline()
    yield network
    network.heal()
