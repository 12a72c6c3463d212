"""What packing a round costs: time to build the bundle and its size, with a portrait for everybody."""

import os
from time import perf_counter

from server.cards.models import Cardholder
from server.db import db, transaction
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.queries import read_blob
from server.evidence.rules import key_group
from server.rounds.bundle.rules import unpack
from server.rounds.models import Lease
from tests.bench.bench_events import on_sqlite
from tests.support.field import check_out, join, make_office, pack, plan, stock
from tests.support.tablets import enrol_tablet

TITLE = "Packing a round: people, cards, lease, rules, portraits of 30 KB"
HEADERS = ("people", "build s", "header KB", "bundle MB", "unpack ms")
PORTRAIT_BYTES = 30_000


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure a middling village and far more than any."""
    return [_measure(count, portraits) for count in ((280,) if quick else (280, 5000)) for portraits in (False, True)]


def _measure(count: int, portraits: bool) -> tuple[str, ...]:
    with on_sqlite() as app:
        office = make_office()
        stock(office, count)
        if portraits:
            _portray()
        round_id = plan(office)
        check_out(office, round_id)
        tablet = enrol_tablet(app, office.world.station)
        join(tablet, office.specialist, office.bank_manager)
        began = perf_counter()
        lease: Lease = pack(office, round_id, tablet)
        seconds = perf_counter() - began
        content = read_blob(lease.bundle_sha256)
        began = perf_counter()
        header, pictures = unpack(content)
        unpacked = perf_counter() - began
        assert len(header["people"]) == count
        name = f"{count}, {'portraits' if portraits else 'no portraits'}"
        header_kilobytes = (len(content) - len(pictures)) / 1000
        return name, f"{seconds:.2f}", f"{header_kilobytes:.0f}", f"{len(content) / 1e6:.2f}", f"{unpacked * 1000:.0f}"


def _portray() -> None:
    with transaction():
        for holder in db.session.query(Cardholder):
            # Random bytes, as incompressible as a JPEG.
            portrait, group = os.urandom(PORTRAIT_BYTES), key_group("portrait", None)
            holder.portrait_sha256 = put_blob(portrait, "application/octet-stream", group)
