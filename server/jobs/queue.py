"""The queue of wake-ups: a file for one machine, the database's own tables on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog
from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from server.audit.actor import Actor, acting_as
from server.config import Config

_EXTENSION = "songka.jobs"
_log = structlog.get_logger("songka.jobs")


@dataclass(frozen=True)
class Job:
    """One kind of work: `run` does what is due now and returns how much that was."""

    name: str
    run: Callable[[], int]


def prepare(app: Flask, config: Config, jobs: tuple[Job, ...]) -> None:
    """Make `wake` and `run_worker` work inside `app`."""
    app.extensions[_EXTENSION] = _Queue(app, config, {job.name: job for job in jobs})


def wake(name: str, *, in_seconds: float | None = None) -> None:
    """Ask the worker to run the job `name`, now or later.

    Call it after the transaction that left the work, or the worker may look too early.
    """
    _queue().wake(name, in_seconds)


def run_worker() -> None:
    """Run jobs until the process is told to stop (SIGTERM or SIGINT lets a running job finish)."""
    _queue().consume()


def close() -> None:
    """Give back the queue's own connection."""
    _queue().close()


def _queue() -> "_Queue":
    queue: _Queue = current_app.extensions[_EXTENSION]
    return queue


class _Queue:
    """The application's jobs and the huey that wakes them, opened when first needed."""

    def __init__(self, app: Flask, config: Config, jobs: dict[str, Job]) -> None:
        self._app = app
        self._config = config
        self._jobs = jobs

    @cached_property
    def _huey(self) -> Huey:
        return _open(self._config)

    @cached_property
    def _task(self) -> Any:
        return self._huey.task(name="run_job")(self._run)

    def wake(self, name: str, in_seconds: float | None) -> None:
        if name not in self._jobs:
            raise LookupError(f"no job is called {name}")
        if in_seconds is None:
            self._task(name)
            return
        self._task.schedule((name,), delay=in_seconds)

    def close(self) -> None:
        if "_huey" in vars(self):
            self._huey.storage.close()

    def consume(self) -> None:
        # The minute is the net under lost wake-ups and the clock of what is due by time.
        self._huey.periodic_task(crontab(), name="run_all")(self._run_all)
        for name in self._jobs:
            self._task(name)
        consumer = self._huey.create_consumer(
            workers=2, max_delay=0.5, scheduler_interval=1, graceful_signal="TERM", check_worker_health=True
        )
        consumer.run()

    def _run_all(self) -> None:
        for name in self._jobs:
            try:
                self._run(name)
            except Exception:  # noqa: BLE001 - told in the log
                # One kind of work that fails each minute must not hold up those behind it, the backup among them.
                _log.exception("job_failed", job=name)

    def _run(self, name: str) -> None:
        job = self._jobs[name]
        with self._app.app_context(), acting_as(Actor(system=f"job:{name}")):
            done = job.run()
        if done:
            _log.info("job", job=name, done=done)


def _open(config: Config) -> Huey:
    serializer = SignedSerializer(secret=config.secret_key, salt="songka.jobs")
    if config.database_url.startswith("postgresql"):
        dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("songka", dsn=dsn, results=False, serializer=serializer)
    return SqliteHuey(
        "songka", filename=str(config.data_dir / "jobs.sqlite"), results=False, serializer=serializer, fsync=False
    )
