"""What the evening's upload and the morning's roster take on a poor line, by the app's own client core in Node.

"Pack" is from the tap to a roster that is open: the round's list, the lease while the server builds, the bytes, reading
them. "Download" is the bytes alone, from the lease's answer to the last of them.
The same bytes as one request a record, its photo in base64, are the plain way to beat; both go through one shaped line.
"""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import NamedTuple

import httpx
import numpy as np

from tests.bench.village import World, make_big_world
from tests.browser.serve_steps import Villager
from tests.support.codes import as_jpeg
from tests.support.fault_proxy import FaultProxy, Line
from tests.support.frames import random_of
from tests.support.installation import Installation
from tests.village.devices import Device

TITLE = "30 records with a photo of 80 KB each up, a roster without portraits down, 300 ms latency, plain HTTP"
HEADERS = ("line", "people", "records", "photos MB", "pack s", "download s", "upload s", "one by one s",
           "line alone s")  # fmt: skip
LATENCY = 0.15  # each way
MEGABIT, TENTH = 1_000_000 / 8, 100_000 / 8
CUTS = (8.0, 2.0)  # two seconds of silence in every ten
LONGEST_SECONDS = 900


class Village(NamedTuple):
    """How the village is connected."""

    name: str
    bytes_a_second: float
    cuts: tuple[float, float] | None = None

    def line(self) -> Line:
        """Return a line of this kind."""
        return Line(self.bytes_a_second, LATENCY, self.cuts)


VILLAGES = (
    Village("1 Mbit/s", MEGABIT),
    Village("1 Mbit/s, cut 2 s in 10", MEGABIT, CUTS),
    Village("100 kbit/s", TENTH),
)


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure each line; a quick run is a small roster and a few records on the better ones."""
    people, records = (200, 5) if quick else (5000, 30)
    with TemporaryDirectory() as name:
        folder = Path(name)
        world = make_big_world(folder, folder / "no-pwa", people, portraits=False)
        return [
            _measure(world, records, village, folder / str(place))
            for place, village in enumerate(VILLAGES[:2] if quick else VILLAGES)
        ]


def _measure(world: World, records: int, village: Village, folder: Path) -> tuple[str, ...]:
    folder.mkdir()
    installation = Installation(folder, folder / "no-pwa", world.data)
    installation.start()
    photos = [_photo(place) for place in range(records)]
    try:
        with FaultProxy(installation.port) as office:
            tablet = Device("tablet", folder)
            _enrol(tablet, office.address, world)
            with FaultProxy(installation.port, village.line()) as field:
                packed = _pack(tablet, field.address, world)
            downloaded = float(tablet.do("downloadSeconds"))
            for villager, photo in zip(world.villagers, photos, strict=False):
                _serve(tablet, villager, photo)
            # Another proxy: each of the three begins with a line that works, as far as it is ever cut.
            with FaultProxy(installation.port, village.line()) as field:
                upload = _upload(tablet, field.address)
            tablet.close()
    finally:
        installation.stop()
    size = sum(map(len, photos))
    times = (packed, downloaded, upload, _one_by_one(photos, village.line()), size / village.bytes_a_second)
    return village.name, str(len(world.villagers)), str(records), f"{size / 1e6:.1f}", *(f"{one:.1f}" for one in times)


def _enrol(tablet: Device, address: str, world: World) -> None:
    tablet.do("enrol", address=address, code=world.code)
    for officer in world.officers:
        tablet.do("join", username=officer.username, password=officer.password)
    tablet.do("unlock")


def _pack(tablet: Device, address: str, world: World) -> float:
    tablet.do("network", to="up", address=address)
    began = perf_counter()
    while not _is_packed(tablet, world):
        sleep(1)  # the line is down: they tap again, and it goes on from the part it has
    seconds = perf_counter() - began
    tablet.do("network", to="down")
    return seconds


def _is_packed(tablet: Device, world: World) -> bool:
    account = {"username": world.officers[0].username, "password": world.officers[0].password}
    try:
        return bool(tablet.do("pack", round=world.round_id, share=None, **account) == len(world.villagers))
    except AssertionError:
        return False


def _serve(tablet: Device, villager: Villager, photo: bytes) -> None:
    task = {
        "name": villager.name, "number": villager.number, "fate": "self", "proxy": None, "typed": False,
        "fingerprint": True, "home": False, "temporary": None, "bank_check": "same_device",
    }  # fmt: skip
    done = tablet.do("serve", task=task, photo=base64.b64encode(photo).decode(), second=False)
    assert done == "handed_over"


def _upload(tablet: Device, address: str) -> float:
    began = perf_counter()
    tablet.do("network", to="up", address=address)
    queue = tablet.do("drain", seconds=LONGEST_SECONDS, patient=True)
    assert queue["unsent"] == 0
    return perf_counter() - began


def _one_by_one(photos: list[bytes], line: Line) -> float:
    """Send each record in a request of its own, and again when the line broke."""
    with _sink() as port, FaultProxy(port, line) as proxy, httpx.Client(timeout=LONGEST_SECONDS) as client:
        began = perf_counter()
        for photo in photos:
            facts = {"name": "李玉珍", "facts": "x" * 1500, "photo": base64.b64encode(photo).decode()}
            while not _sent(client, proxy.address, facts):
                sleep(1)
        return perf_counter() - began


def _sent(client: httpx.Client, address: str, facts: dict[str, str]) -> bool:
    try:
        return client.post(address, json=facts).is_success
    except httpx.TransportError:
        return False


@contextmanager
def _sink() -> Iterator[int]:
    """Run a server that takes everything and says yes."""

    class Taker(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _photo(place: int) -> bytes:
    """Return a JPEG of about 80 KB; noise, so that no two are alike and nothing shrinks it."""
    return as_jpeg(random_of("uplink", place).integers(0, 255, (400, 480, 3)).astype(np.uint8), 50)
