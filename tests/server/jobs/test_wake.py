"""A wake-up reaches the worker, on the queue of either engine."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import jobs
from server.config import Config

pytestmark = pytest.mark.both_engines

# A worker of its own, as `flask worker` runs it: this job leaves a line for every time it was run.
WORKER = """
import os, sys
from pathlib import Path
from flask import Flask
from server import jobs
from server.audit import actor
from server.config import config_from, keep_config

config = config_from(os.environ)
app = Flask("worker")
keep_config(app, config)

def note():
    with (config.data_dir / "ran").open("a") as file:
        file.write(f"{actor().system}\\n")
    return 1

jobs.prepare(app, config, (jobs.Job("note", note),))
with app.app_context():
    jobs.run_worker()
"""


@pytest.fixture
def worker(config: Config) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "SONGKA_DATA": str(config.data_dir),
        "SONGKA_DATABASE_URL": config.database_url,
        "SONGKA_SECRET_KEY": config.secret_key,
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def waker(config: Config) -> Iterator[Flask]:
    app = Flask("waker")
    jobs.prepare(app, config, (jobs.Job("note", lambda: 0),))
    yield app
    with app.app_context():
        jobs.close()


def ran(config: Config, times: int) -> list[str]:
    """Wait until the job has run so often; return who acted each time."""
    noted = config.data_dir / "ran"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        lines = noted.read_text().splitlines() if noted.exists() else []
        if len(lines) >= times:
            return lines
        time.sleep(0.05)
    raise AssertionError(f"the job has not run {times} times")


def test_a_name_that_no_job_has_is_refused(waker: Flask) -> None:
    with waker.app_context(), pytest.raises(LookupError, match="dance"):
        jobs.wake("dance")


def test_a_woken_job_runs_in_the_worker_and_acts_in_its_own_name(
    waker: Flask, worker: "subprocess.Popen[bytes]", config: Config
) -> None:
    with waker.app_context():
        jobs.wake("note")
        jobs.wake("note", in_seconds=0.1)

    assert ran(config, 2)[:2] == ["job:note", "job:note"]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0


def test_a_wake_up_waits_for_a_worker_that_is_not_there_yet(
    waker: Flask, config: Config, request: pytest.FixtureRequest
) -> None:
    with waker.app_context():
        jobs.wake("note")

    request.getfixturevalue("worker")

    assert ran(config, 1)[0] == "job:note"
