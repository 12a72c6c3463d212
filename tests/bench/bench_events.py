"""Records a second through the whole judgement: bytes filed, rules asked, ledger, outbox and audit written.

"as in the field": each record brings the strokes of its own signature and a photo of its own, 80 KB. They have arrived
before; POST /events opens, checks and keeps them, and the CPU time is the worker's for the whole request.
"""

import tempfile
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

import numpy as np
import orjson
from flask import Flask

from server.app import create_app
from server.sync.actions import receive_records
from tests.support import databases
from tests.support.codes import as_jpeg
from tests.support.field import Field, go_out
from tests.support.frames import random_of
from tests.support.people import HEADERS as OWN_PAGE
from tests.support.postgres import private_cluster
from tests.support.sealing import Written, on_the_wire, posted
from tests.support.tablets import STROKES, STROKES_TYPE

TITLE = "Sealed self hand-overs opened, verified, judged and carried out (one tablet, one process)"
HEADERS = ("engine, batch", "records", "records/s", "CPU ms/record", "ms/request p50", "ms/request p95")
UPLOAD = 30


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure both engines with single records and with full batches."""
    sizes = {1: 40, 50: 200} if quick else {1: 300, 50: 2000}
    rows = []
    for engine, installation in (("SQLite (WAL, FULL)", on_sqlite), ("PostgreSQL", on_postgres)):
        for batch, records in sizes.items():
            with installation() as app:
                rows.append(_measure(app, f"{engine}, {batch}", batch, records))
        with installation() as app:
            rows.append(_measure_with_photos(app, f"{engine}, {UPLOAD} as in the field", 2 if quick else 10))
    return rows


def _measure(app: Flask, name: str, batch: int, records: int) -> tuple[str, ...]:
    out = go_out(app, records)
    out.tablet.put(STROKES)
    contents = [posted(out.pen.hand_over(person)) for person in out.people]
    times, cpu = [], process_time()
    for start in range(0, records, batch):
        began = perf_counter()
        answers = receive_records(out.tablet.id, contents[start : start + batch])
        times.append(perf_counter() - began)
        assert {answer.verdict for answer in answers} == {"accepted"}
    return _row(name, records, process_time() - cpu, times)


def _measure_with_photos(app: Flask, name: str, uploads: int) -> tuple[str, ...]:
    """Bring uploads of a village each, after one that warms the worker up."""
    out = go_out(app, UPLOAD * (uploads + 1))
    written = [on_the_wire(_with_photo(out, place)) for place in range(len(out.people))]
    bodies = [orjson.dumps({"records": written[at : at + UPLOAD]}) for at in range(0, len(written), UPLOAD)]
    _bring(out, bodies[0])
    times, cpu = [], process_time()
    for body in bodies[1:]:
        began = perf_counter()
        _bring(out, body)
        times.append(perf_counter() - began)
    return _row(name, UPLOAD * uploads, process_time() - cpu, times)


def _bring(out: Field, body: bytes) -> None:
    answer = out.tablet.client.post("/api/v1/events", data=body, headers=OWN_PAGE, content_type="application/json")
    payload = answer.json["receipt"].split(".")[1]
    verdicts = orjson.loads(urlsafe_b64decode(payload + "=="))["verdicts"]
    assert {one["verdict"] for one in verdicts} == {"accepted"}


def _with_photo(out: Field, place: int) -> Written:
    photo = as_jpeg(random_of("events", place).integers(0, 255, (400, 480, 3)).astype(np.uint8), 50)
    points = [[(at * 37 + place * 11) % 600, (at * 53 + place * 7) % 200, at * 12] for at in range(120)]
    ink = orjson.dumps({"box": [600, 200], "strokes": [points[:60], points[60:]]})
    attached = [
        {"sha256": out.tablet.put(content), "length": len(content), "media_type": media_type, "kind": kind}
        for content, media_type, kind in ((ink, STROKES_TYPE, "signature"), (photo, "image/jpeg", "barcode_frame"))
    ]
    signature = {"sha256": attached[0]["sha256"], "words": ["本人领卡"], "words_sha256": "0" * 64}
    return out.pen.hand_over(out.people[place], attachments=attached, payload={"signature": signature})


def _row(name: str, records: int, cpu: float, times: list[float]) -> tuple[str, ...]:
    cpu_ms = cpu / records * 1000
    cuts = quantiles(times, n=20)
    return (
        name,
        str(records),
        f"{records / sum(times):.0f}",
        f"{cpu_ms:.2f}",
        f"{cuts[9] * 1000:.1f}",
        f"{cuts[18] * 1000:.1f}",
    )


@contextmanager
def on_sqlite() -> Iterator[Flask]:
    """Open a fresh installation on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _application(databases.sqlite_copy(databases.sqlite_template(folder), folder), folder) as app:
            yield app


@contextmanager
def on_postgres() -> Iterator[Flask]:
    """Open a fresh installation on a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as name, private_cluster() as cluster:
        folder = Path(name)
        url, drop = databases.postgres_copy(cluster, databases.postgres_template(cluster, folder))
        with _application(url, folder) as app:
            yield app
        drop()


@contextmanager
def _application(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(databases.config_for(url, folder))
    with app.app_context():
        yield app
    databases.close(app)
