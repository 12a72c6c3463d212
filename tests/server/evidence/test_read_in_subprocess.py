"""Untrusted pictures are decoded in a process that may die; the caller never does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from huey import MemoryHuey

from server.evidence.reading import (
    PictureLimits,
    PictureReading,
    ReaderProcess,
    Reading,
    ReadingLimits,
    read_in_subprocess,
)
from server.evidence.reading.process import close_readers
from tests.support.frames import make_frame
from tests.support.pictures import jpeg_with_place, plain_label, png_bomb

ROOT = Path(__file__).parents[3]
LIMITS = ReadingLimits(
    PictureLimits(max_bytes=6 * 1024 * 1024, max_pixels=25_000_000),
    budget_ms=2000,
    timeout_seconds=20,
    memory_bytes=256 * 1024 * 1024,
)
LABEL_READ = PictureReading("read", (Reading("548426015", "code128", "raw"),))


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    process = ReaderProcess(LIMITS)
    yield process
    process.close()


def running_pid(reader: ReaderProcess) -> int:
    assert reader.read(plain_label(), ("code128",)) == LABEL_READ
    assert reader.pid is not None
    return reader.pid


def test_it_refuses_by_the_header_without_starting_a_process(reader: ReaderProcess) -> None:
    assert reader.read(png_bomb(20_000, 20_000), ("qr",)).outcome == "too_large"
    assert reader.read(b"not a picture", ("qr",)).outcome == "not_a_picture"
    assert reader.read(jpeg_with_place(plain_label()), ("qr",)).outcome == "carries_metadata"
    assert reader.pid is None


def test_it_refuses_what_unpacks_beyond_its_memory_and_goes_on(reader: ReaderProcess) -> None:
    boundless = replace(LIMITS, picture=PictureLimits(10**9, 10**9))
    reader.limits = boundless
    pid = running_pid(reader)
    assert reader.read(png_bomb(20_000, 20_000), ("code128",)).outcome == "too_large"
    assert running_pid(reader) == pid


def test_it_says_that_damaged_bytes_behind_a_good_header_are_no_picture(
    reader: ReaderProcess,
) -> None:
    whole = png_bomb(64, 64)
    data = whole.index(b"IDAT")
    damaged = whole[: data + 4] + bytes(8) + whole[data + 12 :]
    assert reader.read(damaged, ("code128",)).outcome == "not_a_picture"


def test_it_kills_a_process_that_does_not_answer_in_time_and_goes_on(
    reader: ReaderProcess,
) -> None:
    pid = running_pid(reader)
    reader.limits = replace(LIMITS, timeout_seconds=0.3)
    os.kill(pid, signal.SIGSTOP)
    assert reader.read(plain_label(), ("code128",)).outcome == "timed_out"
    assert not Path(f"/proc/{pid}").exists()
    reader.limits = LIMITS
    assert running_pid(reader) != pid


@pytest.mark.parametrize(("ended_by", "outcome"), [(signal.SIGKILL, "crashed"), (signal.SIGXCPU, "timed_out")])
def test_it_tells_how_a_process_died_in_the_middle_and_goes_on(
    reader: ReaderProcess, ended_by: signal.Signals, outcome: str
) -> None:
    pid = running_pid(reader)
    os.kill(pid, signal.SIGSTOP)

    def end() -> None:
        os.kill(pid, ended_by)
        os.kill(pid, signal.SIGCONT)

    timer = Timer(0.2, end)
    timer.start()
    assert reader.read(plain_label(), ("code128",)).outcome == outcome
    timer.join()
    assert running_pid(reader) != pid


def test_it_starts_another_process_when_the_idle_one_has_died(reader: ReaderProcess) -> None:
    pid = running_pid(reader)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert running_pid(reader) != pid


def test_the_process_has_bounded_memory_and_time_and_leaves_no_core_dump(
    reader: ReaderProcess,
) -> None:
    limits = Path(f"/proc/{running_pid(reader)}/limits").read_text()
    bounds = {line[:26].strip(): line[26:47].strip() for line in limits.splitlines()}
    assert bounds["Max core file size"] == "0"
    assert bounds["Max file size"] == "0"
    assert bounds["Max address space"] != "unlimited"
    assert bounds["Max cpu time"] != "unlimited"


def test_the_process_gets_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGKA_SECRET_KEY", "not for the child")
    reader = ReaderProcess(LIMITS)
    environment = Path(f"/proc/{running_pid(reader)}/environ").read_bytes()
    reader.close()
    assert b"not for the child" not in environment


def test_it_stays_warm_from_picture_to_picture(reader: ReaderProcess) -> None:
    assert running_pid(reader) == running_pid(reader)


def test_it_reads_a_turned_label_through_the_process() -> None:
    frame = make_frame("B00000019", "turned").jpeg()
    reading = read_in_subprocess(frame, ("code128", "qr"), LIMITS)
    close_readers()
    assert [(one.text, one.step) for one in reading.readings] == [("B00000019", "deskewed")]


def test_many_threads_share_one_process(reader: ReaderProcess) -> None:
    numbers = [f"B0000{n:04}" for n in range(12)]
    with ThreadPoolExecutor(6) as threads:
        read = threads.map(lambda one: reader.read(plain_label(one), ("code128",)), numbers)
        assert [one.readings[0].text for one in read] == numbers


def test_it_reads_in_a_worker_thread_of_huey() -> None:
    huey = MemoryHuey(immediate=False)

    @huey.task()
    def read(card_number: str) -> str:
        data = plain_label(card_number)
        return read_in_subprocess(data, ("code128",), LIMITS).readings[0].text

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    consumer = huey.create_consumer(workers=2, periodic=False)
    results = [read(number) for number in ("548426015", "B00000019")]
    consumer.start()
    assert [one.get(blocking=True, timeout=60) for one in results] == ["548426015", "B00000019"]
    consumer.stop(graceful=True)
    for one, handler in before.items():
        signal.signal(one, handler)
    close_readers()


def test_the_process_ends_when_its_server_is_killed() -> None:
    program = (
        "import os, sys; from tests.server.evidence.test_read_in_subprocess import *;"
        "reader = ReaderProcess(LIMITS); print(running_pid(reader), flush=True); os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == 9
    pid = int(killed.stdout)
    for _ in range(100):
        if not is_running(pid):
            return
        time.sleep(0.05)
    raise AssertionError("the reading process outlived its server")


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] not in ("Z", "X")
