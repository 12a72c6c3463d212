"""The reading process: decodes untrusted pictures under hard limits, one after the other.

Started by `process.py` with one end of a socket pair; ends with it. It writes no files, leaves no
core dump (a picture would be in it), and knows neither database nor keys.
"""

import math
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any

import cv2

from server.evidence.reading.barcodes import NotAPictureError, read_barcodes
from server.evidence.reading.results import Outcome, Reading
from server.evidence.reading.wire import receive, send


def serve(channel: socket.socket, memory_bytes: int, most_bytes: int) -> None:
    """Answer pictures with their readings until the other side goes away."""
    cv2.setNumThreads(1)
    _limit_process(memory_bytes)
    send(channel, {"ready": True})
    while True:
        try:
            request, picture = receive(channel, most_bytes)
        except EOFError:
            return
        _limit_cpu(float(request["cpu_seconds"]))
        outcome, readings = _read(request, picture)
        found = [[reading.text, reading.format, reading.step] for reading in readings]
        send(channel, {"outcome": outcome, "readings": found})


def _read(request: dict[str, Any], picture: bytes) -> tuple[Outcome, list[Reading]]:
    try:
        return "read", read_barcodes(picture, request["formats"], request["budget_ms"])
    except NotAPictureError:
        return "not_a_picture", []
    except MemoryError:
        return "too_large", []
    except cv2.error as error:
        # OpenCV reports a refused allocation as an error of its own kind.
        return "too_large" if error.code == cv2.Error.StsNoMem else "crashed", []


def _limit_process(memory_bytes: int) -> None:
    """Allow so much memory beyond what the loaded libraries take up already."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """Let the kernel end this process if the next picture takes longer than this."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    descriptor, memory, most = (int(argument) for argument in sys.argv[1:4])
    os.nice(5)  # reading again is never in the way of sync
    serve(socket.socket(fileno=descriptor), memory, most)
