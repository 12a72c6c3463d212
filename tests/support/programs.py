"""Start the product's own command lines quickly: in forks of a process that has already imported what they need."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[2]


class Program:
    """A running program; it leads a process group of its own."""

    def __init__(self, preloader: "_Preloader", command: Sequence[str], pid: int) -> None:
        self.pid = pid
        self._preloader = preloader
        self._command = command

    def poll(self) -> int | None:
        """Return the exit code, None while it runs; minus the number of the signal that has ended it."""
        code: int | None = self._preloader.ask({"pid": self.pid})
        return code

    def wait(self, timeout: float) -> int:
        """Wait for the end, so many seconds at most.

        Raises:
            subprocess.TimeoutExpired: it still runs.
        """
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(list(self._command), timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, what: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, what)

    def kill_all(self) -> None:
        """End it and its children as a power cut does."""
        os.killpg(self.pid, signal.SIGKILL)


class _Preloader:
    def __init__(self) -> None:
        self._turn = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.preloader"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        atexit.register(self.close)

    def ask(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()


@cache
def _preloader() -> _Preloader:
    return _Preloader()


def start(command: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path | None = None) -> Program:
    """Start a Python program by its path and arguments; what it writes is added to the files."""
    preloader = _preloader()
    outputs = [str(output), str(errors or output)]
    order = {"command": list(command), "environment": dict(environment), "outputs": outputs}
    return Program(preloader, command, preloader.ask(order))


def run(command: Sequence[str], environment: Mapping[str, str], timeout: float) -> "subprocess.CompletedProcess[str]":
    """Run a Python program to its end; its exit code is the caller's to judge."""
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        program = start(command, environment, output, errors)
        code = program.wait(timeout)
        return subprocess.CompletedProcess(list(command), code, output.read_text("utf-8"), errors.read_text("utf-8"))
