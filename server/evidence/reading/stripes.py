"""Find places of parallel stripes, at any angle, and lay them straight.

The structure tensor of a small window tells how strongly and how uniformly brightness changes in
one direction. Bars do both; text changes in all directions, and an edge only on a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]

_WORK_SIDE = 800  # the long side on which places are looked for
_WINDOW = 17  # wider than a bar with its gap, smaller than a label, at that size
_UNIFORM = 0.55  # least coherence (0: no direction, 1: one direction)
_STRONG = 0.12  # least share of the strongest change in the picture
_PLACES = 3
_LEAST_PIXELS = 150
_MARGIN = 0.12  # of the place's width: room for the quiet zone
_LARGEST_SIDE = 1600


@dataclass(frozen=True, slots=True)
class Place:
    """A striped place: centre, size across and along the bars, and the angle across them."""

    centre: tuple[float, float]
    across: float
    along: float
    angle: float  # radians


def find_stripes(picture: Picture) -> Iterator[Picture]:
    """Give the most striped places of a picture, each cut out with its bars upright."""
    factor = min(_WORK_SIDE / max(picture.shape), 1.0)
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    for place in _places(np.asarray(small, dtype=np.uint8)):
        yield _cut_straight(picture, place, 1 / factor)


def _places(picture: Picture) -> list[Place]:
    across, energy, coherence = _structure(picture)
    striped = (coherence > _UNIFORM) & (energy > _STRONG * float(energy.max()))
    weight = np.where(striped, energy * coherence, 0).astype(np.float32)
    closed = cv2.morphologyEx(striped.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    big = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= _LEAST_PIXELS]
    strength = {n: float(weight[labels == n].sum()) for n in big}
    best = sorted(big, key=lambda n: -strength[n])[:_PLACES]
    return [_measure(np.asarray(labels == n), across, weight) for n in best]


def _structure(picture: Picture) -> tuple[NDArray[np.complex64], Field, Field]:
    """Give, per pixel, the doubled direction of change, its energy and its uniformity."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.8)
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3)
    window = (_WINDOW, _WINDOW)
    energy = cv2.boxFilter(dx * dx + dy * dy, -1, window)
    difference = cv2.boxFilter(dx * dx - dy * dy, -1, window)
    product = cv2.boxFilter(2 * dx * dy, -1, window)
    direction = np.asarray(difference + 1j * product, dtype=np.complex64)
    coherence = np.abs(direction) / (energy + 1e-6)
    return direction, np.asarray(energy, np.float32), coherence.astype(np.float32)


def _measure(mask: NDArray[np.bool_], direction: NDArray[np.complex64], weight: Field) -> Place:
    """Measure a place along its own axes; the few pixels that stick out are not counted."""
    chosen = mask & (weight > 0)
    angle = float(np.angle(direction[chosen].sum())) / 2
    rows, columns = np.nonzero(chosen)
    across = columns * np.cos(angle) + rows * np.sin(angle)
    along = rows * np.cos(angle) - columns * np.sin(angle)
    left, right = np.quantile(across, (0.005, 0.995))
    top, bottom = np.quantile(along, (0.02, 0.98))
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    centre = (
        float(middle[0] * np.cos(angle) - middle[1] * np.sin(angle)),
        float(middle[0] * np.sin(angle) + middle[1] * np.cos(angle)),
    )
    return Place(centre, float(right - left), float(bottom - top), angle)


def _cut_straight(picture: Picture, place: Place, factor: float) -> Picture:
    """Cut a place out of the full picture so that its bars stand upright."""
    across = place.across * factor * (1 + 2 * _MARGIN)
    along = max(place.along * factor, 8.0)
    shrink = min(_LARGEST_SIDE / max(across, along), 1.0)
    width, height = max(round(across * shrink), 16), max(round(along * shrink), 8)
    cosine, sine = np.cos(place.angle) * shrink, np.sin(place.angle) * shrink
    x, y = place.centre[0] * factor, place.centre[1] * factor
    turn = np.array(
        [
            [cosine, sine, width / 2 - cosine * x - sine * y],
            [-sine, cosine, height / 2 + sine * x - cosine * y],
        ],
        dtype=np.float64,
    )
    cut = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.uint8)
