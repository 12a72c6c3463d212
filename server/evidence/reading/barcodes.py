"""Read the codes on a picture within a time budget. Loads OpenCV: only the child process may."""

import time
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from server.evidence.reading.results import Format, Reading
from server.evidence.reading.steps import Picture, Step, full_steps, short_steps
from server.evidence.reading.zbar import Engine, ZbarEngine, decode_text

Clock = Callable[[], float]


class NotAPictureError(Exception):
    """The decoder could make nothing of the bytes."""


def read_barcodes(
    data: bytes,
    formats: Sequence[Format],
    budget_ms: int,
    engine: Engine | None = None,
    clock: Clock = time.monotonic,
) -> list[Reading]:
    """Read every code of the first step that finds any.

    The short steps always run; the full ones go on until `budget_ms` after the start. The bytes
    must have passed `refuse_picture`. Raises NotAPictureError when they do not decode.
    """
    ends_at = clock() + budget_ms / 1000
    picture = _decode(data)
    chosen = engine or ZbarEngine()
    for name, prepared in _within(picture, formats, lambda: clock() < ends_at):
        found = chosen.find(prepared, formats)
        if found:
            return [Reading(decode_text(raw), kind, name) for kind, raw in found]
    return []


def _within(picture: Picture, formats: Sequence[Format], time_is_left: Callable[[], bool]) -> Iterator[Step]:
    yield from short_steps(picture)
    if not time_is_left():
        return
    for step in full_steps(picture, formats):
        yield step
        if not time_is_left():
            return


def _decode(data: bytes) -> Picture:
    flags = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    if picture is None:
        raise NotAPictureError
    return np.asarray(picture, dtype=np.uint8)
