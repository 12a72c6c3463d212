"""What a server does when its disk is full or fails, its clock is wrong, or its secret changes (S2, S3, S12, S13)."""

import errno
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import orjson
import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from server.accounts.devices.actions import draw_enrolment_code, enrol_device
from server.audit import Actor, acting_as
from server.backups.actions import back_up
from server.config import Config, keep_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.flushed_files import NotFlushedError
from server.db import db, faults
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.queries import find_blob
from server.evidence.keys.rules import KeyGroup
from server.sync.actions import receive_records
from server.sync.models import Event
from server.verify.actions import verify
from tests.support import people
from tests.support.field import Field, go_out
from tests.support.people import HEADERS
from tests.support.sealing import on_the_wire, posted
from tests.support.tablets import STROKES, enrol_tablet

ROOT = Path(__file__).parents[2]
SQLITE_FULL, SQLITE_IOERR_FSYNC = 13, 10 | 4 << 8


@pytest.fixture
def out(app: Flask) -> Field:
    field = go_out(app)
    field.tablet.put(STROKES)
    return field


@pytest.fixture(autouse=True)
def started_anew():
    yield
    faults.forget()


@pytest.fixture
def fail_flushes(monkeypatch: pytest.MonkeyPatch):
    """Let the disk fail each fsync of a file for a while; the database's own are not Python's."""

    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    @contextmanager
    def for_a_while():
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            yield

    return for_a_while


def put(out: Field, content: bytes):
    name = hashlib.sha256(content).hexdigest()
    headers = {**HEADERS, "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}"}
    kind = "application/octet-stream"
    return out.tablet.client.put(f"/api/v1/blobs/{name}", data=content, headers=headers, content_type=kind)


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def upload(out: Field, *records: bytes):
    body = orjson.dumps({"records": [on_the_wire(one) for one in records]})
    return out.tablet.client.post("/api/v1/events", data=body, headers=HEADERS, content_type="application/json")


def fail_commits(code: int, words: str):
    """Let each commit end as SQLite ends it on such a disk."""
    import sqlite3

    from sqlalchemy.exc import OperationalError

    def fail(_session) -> None:
        problem = sqlite3.OperationalError(words)
        problem.sqlite_errorcode = code
        raise OperationalError("COMMIT", {}, problem)

    event.listen(db.session, "before_commit", fail)
    return lambda: event.remove(db.session, "before_commit", fail)


def test_s2_after_a_failed_fsync_the_process_writes_nothing_more_and_asks_to_be_restarted(app, client, out) -> None:
    record = out.pen.not_served(out.people[0])
    mend = fail_commits(SQLITE_IOERR_FSYNC, "disk I/O error")
    failed = upload(out, record)
    mend()

    # The disk seems well again; what it forgot nobody knows.
    again = upload(out, record)

    assert [(one.status_code, one.json["code"]) for one in (failed, again)] == [(503, "storage_failing")] * 2
    assert client.get("/healthz").status_code == 503
    assert stored() == 0
    faults.forget()
    assert upload(out, record).status_code == 200
    assert stored() == 1


def test_s2_after_a_failed_fsync_of_evidence_it_writes_nothing_more_and_asks_for_the_bytes_anew(
    app: Flask, client, out: Field, fail_flushes
) -> None:
    content = b"a photograph"
    with fail_flushes():
        failed = put(out, content)
    again, record = put(out, content), upload(out, out.pen.not_served(out.people[0]))

    assert [(one.status_code, one.json["code"]) for one in (failed, again, record)] == [(503, "storage_failing")] * 3
    assert client.get("/healthz").status_code == 503
    faults.forget()
    # Memory may still show what the disk lost, and say at the next flush that it is there.
    name = hashlib.sha256(content).hexdigest()
    assert out.tablet.client.head(f"/api/v1/blobs/{name}").headers["Upload-Offset"] == "0"
    assert put(out, content).status_code == 201


def test_s2_a_failed_fsync_of_what_the_server_makes_stops_the_process_too(app: Flask, fail_flushes) -> None:
    group = KeyGroup(None, "register")
    with fail_flushes(), pytest.raises(NotFlushedError):
        put_blob(b"a form", "application/pdf", group)

    assert find_blob(hashlib.sha256(b"a form").hexdigest()) is None
    with pytest.raises(Refusal, match="storage_failing"):
        put_blob(b"another form", "application/pdf", group)


def test_s2_a_backup_disk_that_fails_stops_backups_only(app: Flask, fail_flushes) -> None:
    with fail_flushes(), pytest.raises(Refusal, match="backup_disk_failing"):
        back_up()

    assert not faults.has_failed()


def test_s3_a_full_disk_files_nothing_and_the_tablet_keeps_it(app, client, out) -> None:
    records = [out.pen.hand_over(out.people[0]), out.pen.not_served(out.people[1])]
    db.session.rollback()
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    db.engine.dispose()

    def no_more(connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(db.engine, "connect", no_more)
    # Long enough to need a page more.
    long_one = out.pen.not_served(out.people[2], payload={"reason": "absent", "note": "x" * 60_000})
    full = upload(out, *records, long_one)
    event.remove(db.engine, "connect", no_more)
    db.session.remove()
    db.engine.dispose()

    assert (full.status_code, full.json["code"]) == (507, "storage_full")
    assert stored() == 0
    assert client.get("/healthz").status_code == 200
    assert upload(out, *records, long_one).status_code == 200
    assert stored() == 3
    assert all(finding.holds for finding in verify(ask=False))


def test_s3_a_full_disk_parks_no_record_that_is_sound(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from sqlalchemy.exc import OperationalError

    def full(_report: object) -> None:
        problem = sqlite3.OperationalError("database or disk is full")
        problem.sqlite_errorcode = SQLITE_FULL
        raise OperationalError("INSERT", {}, problem)

    monkeypatch.setitem(receive_records.__globals__["Intake"]._settle.__globals__["ACTIONS"], "person.not_served", full)

    with pytest.raises(OperationalError):
        receive_records(out.tablet.id, [posted(out.pen.not_served(out.people[0]))])
    assert stored() == 0


@pytest.mark.parametrize("days", [-400, 400])
def test_s12_a_wrong_clock_of_the_server_refuses_nothing_and_orders_nothing(out: Field, days: int) -> None:
    first, second, third = (out.pen.not_served(person) for person in out.people[:3])
    receive_records(out.tablet.id, [posted(first)])
    with time_machine.travel(utc_now() + timedelta(days=days)):
        answers = receive_records(out.tablet.id, [posted(second)])
    answers += receive_records(out.tablet.id, [posted(third)])
    db.session.rollback()

    assert [answer.index for answer in answers] == [2, 3]
    order = db.session.execute(select(Event.seq, Event.received_at).order_by(Event.idx)).all()
    assert [row.seq for row in order] == [1, 2, 3]
    # The order of the log is its own; a time that runs against it shows the clock.
    assert (order[1].received_at > order[2].received_at) == (days > 0)
    assert [one.invariant for one in verify(ask=False) if not one.holds] == []


def test_s13_the_secret_changes_during_a_shift_and_nobody_is_thrown_out(app: Flask, config: Config, out: Field) -> None:
    world = out.office.world
    desk = people.logged_in(app, make_admin(world))
    new = enrol_tablet(app, world.station)
    with acting_as(Actor(officer_id=out.office.supervisor)):
        code = draw_enrolment_code(new.id).code
    keep_config(app, replace(config, secret_key="n" * 43, old_secret_keys=()))
    with pytest.raises(Refusal) as refused:
        enrol_device(code, "192.0.2.1")
    assert refused.value.code == "enrolment_code_invalid"

    keep_config(app, replace(config, secret_key="n" * 43, old_secret_keys=("o" * 43, config.secret_key)))

    assert enrol_device(code, "192.0.2.1").device.id == new.id
    assert desk.get("/api/v1/session").status_code == 200
    assert upload(out, out.pen.not_served(out.people[0])).status_code == 200


def make_admin(world) -> str:
    return people.make_officer(world.county, "county_admin")


def test_s2_a_server_under_an_fsync_that_fails_acknowledges_nothing(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    strace = shutil.which("strace")
    assert strace, "make setup-test installs strace"
    out = go_out(app, 2)
    record = out.pen.not_served(out.people[0])
    body = orjson.dumps({"records": [on_the_wire(record)]})
    cookie = {"Cookie": f"songka-device={out.tablet.client.get_cookie('songka-device').value}"}
    db.session.remove()
    db.engine.dispose()
    process, address = serve_under(strace, tmp_path)
    try:
        given = {**HEADERS, **cookie, "Content-Type": "application/json"}
        answers = [
            httpx.post(f"{address}/api/v1/events", content=body, headers=given, timeout=60).status_code for _ in "12"
        ]
        health = httpx.get(f"{address}/healthz", timeout=60).status_code
    finally:
        # strace and what it traces.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    assert answers == [503, 503]
    assert health == 503
    assert stored() == 0
    assert receive_records(out.tablet.id, [posted(record)])[0].verdict == "accepted"


def serve_under(strace: str, folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA": str(folder), "SECRET_KEY": "k" * 43}
    environment = os.environ | {f"SONGKA_{name}": value for name, value in settings.items()}
    # Python's own start flushes nothing, so the first flush is the database's.
    process = subprocess.Popen(
        [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
         "-e", "inject=fsync,fdatasync:error=EIO",
         sys.executable, "-m", "flask", "--app", "server", "run", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/healthz", timeout=30)
        except httpx.TransportError:
            assert process.poll() is None, "strace is not allowed here"
            time.sleep(0.1)
        else:
            return process, address
    raise AssertionError("the server did not start")
