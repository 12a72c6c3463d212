"""A job that fails holds up none behind it."""

from flask import Flask

from server import jobs
from server.config import Config


def test_the_jobs_behind_one_that_fails_are_run_all_the_same(config: Config) -> None:
    app, ran = Flask("worker"), []

    def fail() -> int:
        raise ZeroDivisionError

    def run() -> int:
        ran.append(True)
        return 1

    jobs.prepare(app, config, (jobs.Job("fails", fail), jobs.Job("runs", run)))

    app.extensions["songka.jobs"]._run_all()

    assert ran == [True]
