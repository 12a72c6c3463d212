"""Count which reader reads the card number on the generated frames, in the same run, on one thread.

The frames are kinder than real photos (flat paper, one label); the order of the readers is what to take from them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from time import process_time

import cv2
import numpy as np
import zxingcpp
from pyzbar.pyzbar import ZBarSymbol, decode

from server.evidence.reading import Format
from server.evidence.reading.barcodes import read_barcodes
from tests.support.codes import Picture
from tests.support.frames import LEVELS, make_blank_table, make_frame

TITLE = "Card numbers read on generated frames"
FORMATS: tuple[Format, ...] = ("code128", "qr")
BUDGET_MS = 3000
CARD_NUMBERS = ("548426015", "B00000019")
NO_CODE = "no code"

Reader = Callable[[bytes], list[str]]


def _grey(data: bytes) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def read_plain(data: bytes) -> list[str]:
    """Read as a pyzbar user would."""
    codes = decode(_grey(data), symbols=[ZBarSymbol.CODE128, ZBarSymbol.QRCODE])
    return [code.data.decode() for code in codes]


def read_zxing(data: bytes) -> list[str]:
    """Read with zxing-cpp, its defaults: try harder, rotated, inverted, smaller."""
    formats = zxingcpp.barcode_formats_from_str("Code128,QRCode")
    return [code.text for code in zxingcpp.read_barcodes(_grey(data), formats=formats)]


def read_short(data: bytes) -> list[str]:
    """Read with the short steps only."""
    return [reading.text for reading in read_barcodes(data, FORMATS, 0)]


def read_full(data: bytes) -> list[str]:
    """Read as the server does, within its budget."""
    return [reading.text for reading in read_barcodes(data, FORMATS, BUDGET_MS)]


READERS: dict[str, Reader] = {
    "pyzbar": read_plain,
    "zxing-cpp": read_zxing,
    "ours, short": read_short,
    "ours, full": read_full,
}
HEADERS = ("frames", "shown", *READERS)


@dataclass(slots=True)
class Score:
    """What one reader did with one kind of frame."""

    right: int = 0
    wrong: int = 0
    milliseconds: list[float] = field(default_factory=list)


Scores = dict[tuple[str, str], Score]


def run(quick: bool) -> list[tuple[str, ...]]:
    """Return one row a condition with the right readings of each reader, then sums, errors and times."""
    cv2.setNumThreads(1)
    shown: dict[str, int] = {}
    scores: Scores = {}
    for kind, card_number, data in _frames(1 if quick else 6):
        shown[kind] = shown.get(kind, 0) + 1
        for name, read in READERS.items():
            _score(scores.setdefault((kind, name), Score()), read, data, card_number)
    return [*_condition_rows(shown, scores), *_summary_rows(shown, scores)]


def _frames(seeds: int) -> Iterator[tuple[str, str | None, bytes]]:
    """Give every condition for both symbologies, then frames on which nothing is to be read."""
    for symbology in FORMATS:
        for level in LEVELS:
            for seed in range(100, 100 + seeds):
                number = CARD_NUMBERS[seed % 2]
                yield f"{symbology} {level}", number, make_frame(number, level, seed, symbology).jpeg()
    for seed in range(100, 100 + seeds):
        yield NO_CODE, None, make_blank_table(seed).jpeg()
        yield NO_CODE, None, make_frame(None, "turned", seed).jpeg()


def _score(score: Score, read: Reader, data: bytes, card_number: str | None) -> None:
    start = process_time()
    texts = read(data)
    score.milliseconds.append((process_time() - start) * 1000)
    score.right += texts == [card_number] or (card_number is None and not texts)
    score.wrong += any(text != card_number for text in texts)


def _condition_rows(shown: dict[str, int], scores: Scores) -> Iterator[tuple[str, ...]]:
    for kind, count in shown.items():
        yield (kind, str(count), *(str(scores[kind, name].right) for name in READERS))


def _summary_rows(shown: dict[str, int], scores: Scores) -> Iterator[tuple[str, ...]]:
    coded = [kind for kind in shown if kind != NO_CODE]
    total = str(sum(shown[kind] for kind in coded))
    yield ("all with a code", total, *(str(sum(scores[kind, n].right for kind in coded)) for n in READERS))
    yield ("wrong text", "", *(str(sum(scores[kind, n].wrong for kind in shown)) for n in READERS))
    times = {n: [ms for kind in coded for ms in scores[kind, n].milliseconds] for n in READERS}
    yield ("median ms of CPU", "", *(f"{median(times[n]):.0f}" for n in READERS))
    yield ("longest ms of CPU", "", *(f"{max(times[n]):.0f}" for n in READERS))
    blank = {n: scores[NO_CODE, n].milliseconds for n in READERS}
    yield ("median ms, no code", "", *(f"{median(blank[n]):.0f}" for n in READERS))
