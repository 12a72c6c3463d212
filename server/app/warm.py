"""Opens the fonts of printed forms beside a process's first requests, so that nobody's first print waits for them."""

from threading import Lock, Thread

from flask import Flask

from server.forms.typesetting.actions import warm_up

# Taken once and for all: a process has one set of fonts, however many applications it builds.
_not_yet = Lock()


def prepare(app: Flask) -> None:
    """Begin with the first request: a command of the command line prints nothing and must not wait either."""

    @app.before_request
    def begin() -> None:
        if _not_yet.acquire(blocking=False):
            Thread(target=warm_up, name="fonts").start()
