"""Draw stand-in portraits in the national size (358 × 441) and pack them as a ZIP named by number."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

import cv2
import numpy as np

_WIDTH, _HEIGHT = 358, 441
_QUALITY = 80
_PACKED = datetime(2026, 11, 2, 8, 0).timetuple()[:6]  # noqa: DTZ001  # ZIP knows no zone


def portrait(seed: int) -> bytes:
    """Return one portrait as JPEG."""
    random = np.random.default_rng(seed)
    hue = int(random.integers(0, 180))
    picture = np.full((_HEIGHT, _WIDTH, 3), (244, 240, 236), dtype=np.uint8)
    coat = _colour(hue, 110, int(random.integers(90, 170)))
    skin = _colour(12, int(random.integers(60, 100)), int(random.integers(190, 235)))
    hair = _colour(15, 60, int(random.choice((35, 50, 150, 190))))
    wide = int(random.integers(-10, 12))
    cv2.ellipse(picture, (179, 441), (150 + wide, 120), 0, 0, 360, coat, -1, cv2.LINE_AA)
    cv2.rectangle(picture, (149, 270), (209, 345), skin, -1)
    cv2.ellipse(picture, (179, 190), (84 + wide, 110), 0, 0, 360, hair, -1, cv2.LINE_AA)
    cv2.ellipse(picture, (179, 212), (72 + wide // 2, 94), 0, 0, 360, skin, -1, cv2.LINE_AA)
    cv2.ellipse(picture, (179, 150), (78 + wide, 52), 0, 180, 360, hair, -1, cv2.LINE_AA)
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes()


def packed_portraits(numbers: Iterable[str]) -> bytes:
    """Return a ZIP with one portrait for each number."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for seed, number in enumerate(numbers):
            entry = zipfile.ZipInfo(f"{number}.jpg", date_time=_PACKED)
            archive.writestr(entry, portrait(seed))
    return kept.getvalue()


def _colour(hue: int, saturation: int, value: int) -> tuple[int, int, int]:
    pixel = np.array([[[hue, saturation, value]]], dtype=np.uint8)
    blue, green, red = cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0]
    return int(blue), int(green), int(red)
