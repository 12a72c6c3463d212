"""Let a browser run at a share of the machine's speed: all of it, workers included.

Chromium's own throttling reaches only a page's own thread. Here its processes are stopped and continued in turns.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

SLICE_SECONDS = 0.004


def renderers_of(profile: Path) -> list[int]:
    """Find the processes that draw and compute for the browser that runs on this profile."""
    arguments = {int(folder.name): _arguments(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    wanted = f"--user-data-dir={profile}".encode()
    family = {pid for pid, words in arguments.items() if wanted in words}
    while grown := {pid for pid in arguments if pid not in family and _parent(pid) in family}:
        family |= grown
    return [pid for pid in family if b"--type=renderer" in arguments[pid]]


def worker_seconds(pids: list[int]) -> float:
    """Return how long the workers of these processes have been on a processor, whatever else the machine did."""
    tasks = (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    workers = (task for task in tasks if (task / "comm").read_text().startswith("DedicatedWorker"))
    return sum(int((task / "schedstat").read_text().split()[0]) for task in workers) / 1e9


def _arguments(folder: Path) -> list[bytes]:
    with suppress(OSError):
        return (folder / "cmdline").read_bytes().replace(b" ", b"\0").split(b"\0")
    return []  # it has ended meanwhile


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@contextmanager
def slowed(pids: list[int], times: int) -> Iterator[None]:
    """Let these processes run one slice of time in `times`."""
    over = Event()
    worker = Thread(target=_take_turns, args=(pids, times, over))
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def _take_turns(pids: list[int], times: int, over: Event) -> None:
    while not over.is_set():
        began = time.perf_counter()
        time.sleep(SLICE_SECONDS)
        _signal(pids, signal.SIGSTOP)
        time.sleep((time.perf_counter() - began) * (times - 1))  # a busy machine sleeps longer than it was told
        _signal(pids, signal.SIGCONT)


def _signal(pids: list[int], which: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, which)
