"""Read pictures in a process of its own that may die without harm, kept warm for the next one.

Threads may share it: they take turns. A program that forks gets one for each process.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from server.evidence.reading.headers import PictureLimits, refuse_picture
from server.evidence.reading.results import Format, Outcome, PictureReading, Reading
from server.evidence.reading.wire import receive, send

_ROOT = Path(__file__).parents[3]
_START_SECONDS = 60.0  # loading the libraries on a busy small machine
_ANSWER_BYTES = 256 * 1024  # what the process may say at most; its word is not trusted
_MESSAGE_BYTES = 64 * 1024
# The child gets no settings of ours, only what finding and running the libraries needs.
_PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one picture may cost: size, search time, all time, memory beyond the libraries."""

    picture: PictureLimits
    budget_ms: int
    timeout_seconds: float
    memory_bytes: int


@dataclass(slots=True)
class ReaderProcess:
    """One warm reading process, started when first needed and again after it died."""

    limits: ReadingLimits
    _child: subprocess.Popen[bytes] | None = None
    _channel: socket.socket | None = None
    _turn: Lock = field(default_factory=Lock)

    def read(self, data: bytes, formats: Sequence[Format]) -> PictureReading:
        """Read one picture. Every failure is an outcome, none an exception."""
        refused = refuse_picture(data, self.limits.picture)
        if refused:
            return PictureReading(refused)
        with self._turn:
            try:
                return self._ask(data, formats)
            except TimeoutError:
                self._end()
                return PictureReading("timed_out")
            except (OSError, EOFError, ValueError, KeyError, TypeError):
                return PictureReading(self._cause_of_death())

    def close(self) -> None:
        """End the process; a later `read` starts another."""
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        """The number of the running process, if there is one."""
        return self._child.pid if self._child else None

    def _ask(self, data: bytes, formats: Sequence[Format]) -> PictureReading:
        channel = self._ready_channel()
        channel.settimeout(self.limits.timeout_seconds)
        request = {
            "formats": list(formats),
            "budget_ms": self.limits.budget_ms,
            "cpu_seconds": self.limits.timeout_seconds,
        }
        send(channel, request, data)
        return _as_reading(receive(channel, _ANSWER_BYTES)[0])

    def _ready_channel(self) -> socket.socket:
        if self._channel is not None and self._child is not None and self._child.poll() is None:
            return self._channel
        self._end()
        return self._start()

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        most = self.limits.picture.max_bytes + _MESSAGE_BYTES
        arguments = (theirs.fileno(), self.limits.memory_bytes, most)
        with theirs:
            self._channel = ours
            self._child = subprocess.Popen(  # noqa: S603  (our own module, no shell)
                [sys.executable, "-m", "server.evidence.reading.child", *map(str, arguments)],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        ours.settimeout(_START_SECONDS)
        receive(ours, _MESSAGE_BYTES)
        return ours

    def _cause_of_death(self) -> Outcome:
        status = self._end()
        return "timed_out" if status == -signal.SIGXCPU else "crashed"

    def _end(self) -> int | None:
        """End the process, however it is, and give its exit status."""
        channel, child = self._channel, self._child
        self._channel = self._child = None
        if channel is not None:
            channel.close()
        if child is None:
            return None
        status = _wait_briefly(child)
        if status is None:
            child.kill()
            child.wait()
        return status


def _wait_briefly(child: subprocess.Popen[bytes]) -> int | None:
    """Give the exit status of a process that is ending by itself, or None if it is not."""
    try:
        return child.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        return None


def _as_reading(answer: dict[str, Any]) -> PictureReading:
    readings = (Reading(str(text), kind, str(step)) for text, kind, step in answer["readings"])
    return PictureReading(answer["outcome"], tuple(readings))


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return kept | threads | {"PYTHONPATH": str(_ROOT)}


_readers: dict[tuple[int, ReadingLimits], ReaderProcess] = {}
_readers_turn = Lock()


def read_in_subprocess(data: bytes, formats: Sequence[Format], limits: ReadingLimits) -> PictureReading:
    """Read the codes on untrusted bytes in a bounded process of its own, shared by all callers.

    Never raises for what is in the bytes: the outcome says `too_large`, `not_a_picture`,
    `carries_metadata`, `timed_out` or `crashed`.
    """
    with _readers_turn:
        reader = _readers.setdefault((os.getpid(), limits), ReaderProcess(limits))
    return reader.read(data, formats)


@atexit.register
def close_readers() -> None:
    """End the reading processes that this process started."""
    for owner, limits in list(_readers):
        if owner == os.getpid():
            _readers.pop((owner, limits)).close()
