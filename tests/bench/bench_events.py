"""Records a second through the whole judgement: bytes filed, rules asked, ledger, outbox and audit written."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from flask import Flask

from server.app import create_app
from server.sync.actions import receive_records
from tests.support import databases
from tests.support.field import go_out
from tests.support.postgres import private_cluster
from tests.support.sealing import posted
from tests.support.tablets import STROKES

TITLE = "Sealed self hand-overs opened, verified, judged and carried out (one tablet, one process)"
HEADERS = ("engine, batch", "records", "records/s", "CPU ms/record", "ms/request p50", "ms/request p95")


def run(quick: bool) -> list[tuple[str, ...]]:
    """Measure both engines with single records and with full batches."""
    sizes = {1: 40, 50: 200} if quick else {1: 300, 50: 2000}
    rows = []
    for engine, installation in (("SQLite (WAL, FULL)", on_sqlite), ("PostgreSQL", on_postgres)):
        for batch, records in sizes.items():
            with installation() as app:
                rows.append(_measure(app, f"{engine}, {batch}", batch, records))
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
    cpu_ms = (process_time() - cpu) / records * 1000
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
