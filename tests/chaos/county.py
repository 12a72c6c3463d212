"""A county that can be killed: told line by line to start its server, to kill it, and to say what it has.

Runs beside `pwa/tests/kills/server`. Everything is imported once; each life of the server is a fork of that, with an
application, a database connection and a gunicorn of its own, so that a start costs tenths of a second.
"""

import base64
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import orjson
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from server.app import create_app, warm
from server.backups.history.actions import keep_watch
from server.config import Config, current_config
from server.core import signing
from server.core.escrow import newest_escrow_key
from server.core.public_keys import public_half
from server.db import db
from server.evidence.arrivals.models import Arrival
from server.evidence.blobs.models import Blob
from server.rounds.rules import Share
from server.sync.models import Event, EventConflict, Quarantined
from server.verify.actions import verify
from tests.support import databases
from tests.support.field import Field, go_out_together
from tests.support.sealing import key_of

START_SECONDS = 30


class Gunicorn(BaseApplication):
    """The server of `make run`, from within a process; when its worker dies, all of it does."""

    def __init__(self, config: Config, port: int) -> None:
        self._config, self._port = config, port
        super().__init__()

    def load_config(self) -> None:
        """Say what `scripts/start.py` says on the command line."""
        given = {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "threads": 8,
            "loglevel": "warning",
            "control_socket_disable": True,
            "child_exit": lambda _server, _worker: os.killpg(0, signal.SIGKILL),
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the application as `server.serve` does."""
        app = create_app(self._config)
        keep_watch(app)
        return app


class County:
    """A database with tablets that are out, and at most one server on it."""

    def __init__(self, folder: Path, tablets: int) -> None:
        self._folder = folder
        self._url = databases.sqlite_copy(databases.sqlite_template(folder), folder)
        self._port = _free_port()
        self._running: int | None = None
        self.said = self._in_a_fork(lambda: self._set_out(tablets))

    def live(self, fail: str) -> None:
        """Start the server; it dies by itself at the failpoint, if one is named."""
        self._running = os.fork()
        if self._running == 0:
            self._serve(fail)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.005)

    def kill(self) -> None:
        """End the server's processes at once, should the failpoint not have done so."""
        if self._running is None:
            return
        os.killpg(self._running, signal.SIGKILL)
        os.waitpid(self._running, 0)
        self._running = None

    def dump(self) -> Any:
        """Return what the county has, as the checker of `pwa/tests/sim` reads it."""
        return self._in_a_fork(lambda: self._within(_dump))

    def _serve(self, fail: str) -> None:
        os.setsid()
        log = os.open(self._folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(log, stream)
        sys.argv = ["gunicorn"]
        try:
            Gunicorn(databases.config_for(self._url, self._folder, FAIL=fail), self._port).run()
        finally:
            os._exit(1)

    def _answers(self) -> bool:
        try:
            urlopen(f"http://127.0.0.1:{self._port}/healthz", timeout=5).close()
        except (URLError, OSError):
            return False
        return True

    def _set_out(self, tablets: int) -> dict[str, Any]:
        shares = [Share("group", tablets, place + 1) for place in range(tablets)]
        return self._within(lambda app: _described(go_out_together(app, 4 * tablets, *shares), self._port))

    def _within(self, work: Callable[[Any], Any]) -> Any:
        app = create_app(databases.config_for(self._url, self._folder))
        with app.app_context():
            return work(app)

    @staticmethod
    def _in_a_fork(work: Callable[[], Any]) -> Any:
        """Return what `work` returns in a process of its own: no connection or thread of it may be forked later."""
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(read)
                with os.fdopen(write, "wb") as out:
                    out.write(orjson.dumps(work()))
                status = 0
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            said = answer.read()
        _pid, status = os.waitpid(child, 0)
        assert status == 0, "see above"
        return orjson.loads(said)


def _described(out: list[Field], port: int) -> dict[str, Any]:
    keys = current_config().key_dir
    return {
        "address": f"http://127.0.0.1:{port}",
        "receipt_key": signing.public_key(keys),
        "escrow_key": public_half(newest_escrow_key(keys)),
        "tablets": [_tablet(one) for one in out],
    }


def _tablet(out: Field) -> dict[str, Any]:
    device = out.tablet.id
    cookie = out.tablet.client.get_cookie("songka-device")
    return {
        "id": device,
        "cookie": f"songka-device={cookie.value if cookie else ''}",
        "round": out.round_id,
        "lease": out.header["lease"]["id"],
        "officer": out.office.specialist,
        "manager": out.office.bank_manager,
        "keys": {
            name: key_of(device, officer).as_dict(private=True)
            for name, officer in (("device", None), ("officer", out.office.specialist))
        },
        "people": [
            {"card_id": person["card"]["id"], "cardholder_id": person["cardholder_id"]} for person in out.people
        ],
    }


def _dump(_app: object) -> dict[str, Any]:
    events = db.session.scalars(select(Event).order_by(Event.idx))
    cases = db.session.scalars(select(EventConflict))
    unread = db.session.scalars(select(Quarantined))
    return {
        "events": [
            {
                "id": row.id, "device": row.device_id, "epoch": row.epoch, "seq": row.seq, "prev": row.prev_hash,
                "hash": row.hash, "idx": row.idx, "type": row.type, "reason": row.reason,
                "signed": base64.b64encode(row.content).decode(),
            }
            for row in events
        ],
        "cases": [{"id": row.event_id, "hash": row.hash, "device": row.device_id, "kind": row.kind} for row in cases],
        "unread": [{"hash": row.record_hash or row.hash, "device": row.device_id} for row in unread],
        "blobs": list(db.session.scalars(select(Blob.sha256))),
        "arrived": [*db.session.scalars(select(Arrival.sha256)), *db.session.scalars(select(Blob.sealed_sha256))],
        "broken": [finding.line() for finding in verify(ask=False) if not finding.holds],
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Answer each line of JSON with one, until there is no more."""
    folder = Path(tempfile.mkdtemp(prefix="songka-kills-"))
    # Nobody prints here: no life of the server begins with opening fonts.
    warm._not_yet.acquire()
    county = County(folder, int(sys.argv[1]))
    try:
        _say(county.said)
        for line in sys.stdin.buffer:
            told = orjson.loads(line)
            if told["do"] == "live":
                county.live(told["fail"])
                _say({})
            elif told["do"] == "kill":
                county.kill()
                _say({})
            else:
                _say(county.dump())
    finally:
        county.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _say(what: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(what) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
