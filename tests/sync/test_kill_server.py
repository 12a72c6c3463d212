"""kill -9 between commit and reply (S1): a real server process dies there, comes back, and the record is there once."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from server.db import db
from server.sync.models import Event
from tests.support.field import Field, go_out
from tests.support.people import HEADERS
from tests.support.sealing import on_the_wire
from tests.support.tablets import STROKES

_ROOT = Path(__file__).parents[2]


def serve(database_url: str, folder: Path, fail: str) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": "k" * 43, "FAIL": fail}
    environment = os.environ | {f"SONGKA_{name}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "server", "run", "--port", str(port)],
        cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{address}/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return process, address
    raise AssertionError("the server did not start")


@pytest.mark.parametrize(("place", "kept"), [("before_commit:1", 0), ("after_commit:1", 2)])
def test_s1_it_loses_and_doubles_nothing_when_the_server_dies(
    app: Flask, database_url: str, tmp_path: Path, place: str, kept: int
) -> None:
    out: Field = go_out(app, 2)
    out.tablet.put(STROKES)
    records = [out.pen.hand_over(person) for person in out.people]
    body = orjson.dumps({"records": [on_the_wire(one) for one in records]})
    cookie = {"Cookie": f"songka-device={out.tablet.client.get_cookie('songka-device').value}"}

    def upload(fail: str) -> int | None:
        process, address = serve(database_url, tmp_path, fail)
        try:
            given = {**HEADERS, **cookie, "Content-Type": "application/json"}
            return httpx.post(f"{address}/api/v1/events", content=body, headers=given, timeout=30).status_code
        except httpx.TransportError:
            return None
        finally:
            process.kill()
            process.wait()

    def stored() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(Event))

    assert upload(place) is None
    assert stored() == kept
    assert upload("") == 200
    assert stored() == 2
