"""The product running and a tablet ready for a village: enrolled, its officers added, all of it by its pages."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import select

from server.accounts.devices.actions import create_device, draw_enrolment_code
from server.accounts.officers.models import Officer as OfficerRow
from server.app import create_app
from server.audit import Actor, acting_as
from server.cards.models import Cardholder
from server.config import config_from
from server.db import db, transaction
from server.demo.rules import CONSIGNMENT
from server.demo.rules import PASSWORD as DEMO_PASSWORD
from server.demo.sheets.rules import rows
from server.evidence.blobs.actions import put_blob
from server.evidence.rules import key_group
from server.rounds.queries import people_of
from tests.bench.stopwatch import Stopwatch
from tests.browser.capture_lab import start_playwright
from tests.browser.conftest import Album
from tests.browser.serve_steps import Villager
from tests.browser.tablet_steps import Officer, add_officer, enrol
from tests.support.codes import as_jpeg
from tests.support.databases import close
from tests.support.field import check_out, make_office, plan, stock
from tests.support.frames import random_of
from tests.support.installation import Installation
from tests.support.people import PASSWORD, make_officer
from tests.support.tablet_browser import TabletBrowser

VILLAGE = "龙泉村"
PORTRAIT_BYTES = 30_000


@dataclass(frozen=True)
class World:
    """A data folder to start from: who works in it, whose cards are packed, the code of its tablet."""

    data: Path
    code: str
    officers: tuple[Officer, Officer]
    villagers: list[Villager]
    round_id: str = ""


@dataclass
class Village:
    """A tablet beside a running product; nothing is unlocked yet. The album takes no pictures."""

    installation: Installation
    tablet: TabletBrowser
    clock: Stopwatch
    officers: tuple[Officer, Officer]
    villagers: list[Villager]
    album: Album


def make_demo_world(folder: Path, pwa: Path) -> World:
    """Make the demonstration's world; its first round counts 40 people."""
    office = Installation(folder, pwa)
    office.prepare()
    found = re.search(r"code ([0-9A-Z]{4}-[0-9A-Z]{4})", office.flask("demo", "accounts").stdout)
    assert found
    officers = (Officer("zhoumin", "周敏", DEMO_PASSWORD), Officer("hanlei", "韩磊", DEMO_PASSWORD))
    villagers = [Villager(str(row[0]), str(row[1]), str(row[2]), "", str(row[11])) for row in rows(CONSIGNMENT)[:40]]
    return World(folder / "data", found[1], officers, villagers)


def make_big_world(folder: Path, pwa: Path, count: int, *, portraits: bool = True) -> World:
    """Make a round of `count` people by the server's own actions, up to the counting out."""
    data = folder / "data"
    done = Installation(folder, pwa).flask("db", "upgrade")
    assert done.returncode == 0, done.stderr
    app = create_app(config_from({"SONGKA_DATA": str(data)}))
    with app.app_context():
        office = make_office()
        stock(office, count)
        if portraits:
            _portray()
        round_id = plan(office)
        check_out(office, round_id)
        with acting_as(Actor(officer_id=make_officer(office.world.county, "county_admin"))):
            code = draw_enrolment_code(create_device("平板 1", "tablet", office.world.station).id).code
        officers = _officer(office.specialist), _officer(office.bank_manager)
        villagers = [
            Villager(holder.name, holder.social_security_number, card.number, "", card.box_position or "")
            for _, card, holder in people_of(round_id)
        ]
    close(app)
    return World(data, code, officers, villagers, round_id)


@contextmanager
def open_village(world: World, pwa: Path) -> Iterator[Village]:
    """Run a copy of a world and a new tablet in it."""
    with TemporaryDirectory() as name, start_playwright() as playwright:
        folder = Path(name)
        installation = Installation(folder, pwa, world.data)
        tablet = TabletBrowser(playwright, folder, installation.address)
        try:
            installation.start()
            tablet.start()
            clock, album = Stopwatch(tablet), Album(folder)
            enrol(tablet, world.code, album)
            specialist, manager = (add_officer(tablet.page, officer, album) for officer in world.officers)
            tablet.page.get_by_role("button", name="去装场").tap()
            yield Village(installation, tablet, clock, (specialist, manager), world.villagers, album)
        finally:
            tablet.close()
            installation.stop()


def copy_with_every_format(pwa: Path, folder: Path) -> Path:
    """Copy the built app, its scanner looking for every symbology it knows, as the library does when not told."""
    copied = shutil.copytree(pwa, folder / "every-format")
    (worker,) = copied.glob("assets/barcode.worker-*.js")
    changed, count = re.subn(r"formats:\[[`'\"][^]]+\]", "formats:[]", worker.read_text("utf-8"))
    assert count == 2, "the scanner names its formats in two places"
    worker.write_text(changed, "utf-8")
    worker.with_name(f"{worker.name}.gz").unlink(missing_ok=True)
    return copied


def _officer(officer_id: str) -> Officer:
    row = db.session.get(OfficerRow, officer_id)
    assert row
    return Officer(row.username, row.name, PASSWORD)


def _portray() -> None:
    """Give everybody a picture of about 30 KB: one face for all, and after its end what makes each file another."""
    random = random_of("portrait", 0)
    face = as_jpeg(random.integers(0, 255, (441, 358, 3)).astype(np.uint8), 10)
    with transaction():
        for holder in db.session.scalars(select(Cardholder)):
            rest = random.bytes(max(16, PORTRAIT_BYTES - len(face)))
            holder.portrait_sha256 = put_blob(face + rest, "image/jpeg", key_group("portrait", None))
