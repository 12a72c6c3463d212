"""Runs programs of the product in forks of a process that has imported it: to import takes seconds, to fork does not.

Run as a program it reads orders from its input, a JSON object a line, and answers each with a line. When the input ends
it ends whatever still runs.
"""

import gc
import json
import os
import runpy
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

# What the command lines of the product import; whatever it needs besides is imported by each program for itself.
IMPORTED = ("server.app", "server.sandbox", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "huey.consumer")
_ORDERS, _ANSWERS = 0, 1


def main() -> None:
    """Take orders until there are no more; in a fork, become the program that was ordered."""
    for name in IMPORTED:
        import_module(name)
    gc.freeze()
    running: dict[int, int | None] = {}
    with os.fdopen(os.dup(_ORDERS), "rb", buffering=0) as orders:  # a fork must find nothing read ahead
        for line in orders:
            order = json.loads(line)
            if "command" not in order:
                _answer(_end_of(order["pid"], running))
                continue
            pid = os.fork()
            if pid == 0:
                break
            running[pid] = None
            _answer(pid)
        else:
            _end(running)
            return
    _become(order)


def _answer(value: int | None) -> None:
    os.write(_ANSWERS, json.dumps(value).encode() + b"\n")


def _end_of(pid: int, running: dict[int, int | None]) -> int | None:
    """Return the exit code as `subprocess` has it, None while the program runs."""
    if running[pid] is None:
        ended, status = os.waitpid(pid, os.WNOHANG)
        running[pid] = os.waitstatus_to_exitcode(status) if ended else None
    return running[pid]


def _end(running: dict[int, int | None]) -> None:
    for pid in list(running):
        if _end_of(pid, running) is None:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _become(order: dict[str, Any]) -> None:
    # A session of its own: one signal reaches the program and its children, and nobody else.
    os.setsid()
    _redirect(os.devnull, os.O_RDONLY, 0)
    for path, number in zip(order["outputs"], (1, 2), strict=True):
        _redirect(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, number)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(order["environment"])
    _run(order["command"])


def _redirect(path: str, flags: int, number: int) -> None:
    opened = os.open(path, flags, 0o644)
    os.dup2(opened, number)
    os.close(opened)


def _run(command: Sequence[str]) -> None:
    sys.argv = list(command)
    runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main()
