"""Make a hard picture readable, one step after the other, cheapest first.

The short steps suit most photos. The full ones find stripes lying askew, which ZBar is blind to,
and cost ten times as much. Every step is lazy: nothing is computed after a hit.
"""

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from server.evidence.reading.results import Format
from server.evidence.reading.stripes import find_stripes

Picture = NDArray[np.uint8]
Step = tuple[str, Picture]

_SMALLEST_SIDE, _LARGEST_SIDE = 1000, 1400  # the long side at which ZBar finds most
_UPSCALE_BELOW = 900  # wider crops gain nothing from more pixels
_QR_SIDE, _QR_MARGIN = 420, 40


def short_steps(picture: Picture) -> Iterator[Step]:
    """Give the picture as it is, then scaled, with even contrast, and sharpened."""
    yield "raw", picture
    scaled = scale(picture)
    if scaled is not picture:
        yield "scaled", scaled
    even = even_contrast(scaled)
    yield "even_contrast", even
    yield "sharpened", sharpen(even)


def full_steps(picture: Picture, formats: Sequence[Format]) -> Iterator[Step]:
    """Give crops of every striped place laid straight, upright QR symbols, then whole variants."""
    scaled = scale(picture)
    if "code128" in formats:
        yield from _stripes_steps(picture)
    if "qr" in formats:
        yield from _qr_steps(scaled)
    yield "otsu", binarise(scaled)
    yield "upscaled", sharpen(enlarge(scaled))


def scale(picture: Picture) -> Picture:
    """Bring the long side between 1000 and 1400 pixels; a picture within is returned as it is."""
    longest = max(picture.shape)
    wanted = min(max(longest, _SMALLEST_SIDE), _LARGEST_SIDE)
    if wanted == longest:
        return picture
    way = cv2.INTER_AREA if wanted < longest else cv2.INTER_CUBIC
    return _grey(cv2.resize(picture, None, fx=wanted / longest, fy=wanted / longest, interpolation=way))


def even_contrast(picture: Picture) -> Picture:
    """Even out light and shadow (CLAHE)."""
    return _grey(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(picture))


def sharpen(picture: Picture) -> Picture:
    """Undo a little blur (unsharp mask)."""
    return _grey(cv2.addWeighted(picture, 2.5, cv2.GaussianBlur(picture, (0, 0), 2.0), -1.5, 0))


def binarise(picture: Picture) -> Picture:
    """Cut into black and white at the threshold that separates them best (Otsu)."""
    return _grey(cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1])


def enlarge(picture: Picture) -> Picture:
    """Double both sides."""
    return _grey(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def average_along_bars(picture: Picture) -> Picture:
    """Average a straight crop along its bars: noise and scratches fade, the bars stay."""
    return _grey(cv2.blur(picture, (1, max(picture.shape[0] // 5, 1))))


_CROP_STEPS: tuple[tuple[str, Callable[[Picture], Picture]], ...] = (
    ("deskewed", lambda crop: crop),
    ("deskewed_averaged", lambda crop: even_contrast(average_along_bars(crop))),
    ("deskewed_otsu", binarise),
)


def _stripes_steps(picture: Picture) -> Iterator[Step]:
    """Try the best place with every step before the next place: the label is nearly always it."""
    for crop in find_stripes(picture):
        wide = enlarge(crop) if crop.shape[1] < _UPSCALE_BELOW else crop
        for name, change in _CROP_STEPS:
            yield name, change(wide)


def _qr_steps(picture: Picture) -> Iterator[Step]:
    for name, prepared in (("qr_rectified", picture), ("qr_rectified_even", even_contrast(picture))):
        for corners in _qr_corners(prepared):
            yield name, _rectify(prepared, corners)


def _qr_corners(picture: Picture) -> Sequence[NDArray[np.float32]]:
    try:
        found, corners = cv2.QRCodeDetector().detectMulti(picture)
    except cv2.error:  # its clustering asserts on some pictures that hold no symbol
        return ()
    return tuple(np.asarray(corners, dtype=np.float32)) if found else ()


def _rectify(picture: Picture, corners: NDArray[np.float32]) -> Picture:
    """Look at a QR symbol straight from above, with a quiet zone around it."""
    near, far = float(_QR_MARGIN), float(_QR_SIDE - _QR_MARGIN)
    square = np.array([[near, near], [far, near], [far, far], [near, far]], dtype=np.float32)
    placement = cv2.getPerspectiveTransform(corners.astype(np.float32), square)
    return _grey(cv2.warpPerspective(picture, placement, (_QR_SIDE, _QR_SIDE), borderValue=255))


def _grey(picture: object) -> Picture:
    return np.asarray(picture, dtype=np.uint8)
