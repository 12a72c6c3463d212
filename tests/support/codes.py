"""Draw printed codes: Code 128 and QR as small black-and-white matrices."""

from typing import Literal

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Symbology = Literal["code128", "qr"]

WHITE = 255
CODE128_QUIET_MODULES = 10  # ISO/IEC 15417, 4.6.5
QR_QUIET_MODULES = 4  # ISO/IEC 18004, 9.1


def draw_code128(text: str, module: int, height: int) -> Picture:
    """Draw Code 128 with its quiet zones, `module` pixels a narrow bar."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = np.array(symbol.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)[:1]
    padded = np.pad(bars, ((0, 0), (CODE128_QUIET_MODULES,) * 2), constant_values=WHITE)
    return np.repeat(np.repeat(padded, module, axis=1), height, axis=0)


def draw_qr(content: str | bytes, module: int) -> Picture:
    """Draw a QR symbol of level M with its quiet zone; bytes are stored as they are."""
    symbol = segno.make(content, error="m", micro=False, boost_error=False)
    dark = np.array([list(row) for row in symbol.matrix], dtype=np.uint8)
    cells = np.where(dark > 0, 0, WHITE).astype(np.uint8)
    padded = np.pad(cells, QR_QUIET_MODULES, constant_values=WHITE)
    return np.repeat(np.repeat(padded, module, axis=0), module, axis=1)


def draw_code(text: str, symbology: Symbology, module: int) -> Picture:
    """Draw a code in the proportions of a card label."""
    if symbology == "qr":
        return draw_qr(text, module * 2)
    return draw_code128(text, module, height=module * 26)


def on_white(code: Picture, width: int, height: int) -> Picture:
    """Lay a code in the middle of a white sheet of the given size."""
    sheet = np.full((height, width), WHITE, dtype=np.uint8)
    top, left = (height - code.shape[0]) // 2, (width - code.shape[1]) // 2
    sheet[top : top + code.shape[0], left : left + code.shape[1]] = code
    return sheet


def as_jpeg(picture: Picture, quality: int = 85) -> bytes:
    """Encode a picture as a baseline JPEG (4:2:0 when in colour)."""
    kept, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert kept
    return encoded.tobytes()


def as_png(picture: Picture) -> bytes:
    """Encode a picture as a PNG."""
    kept, encoded = cv2.imencode(".png", picture)
    assert kept
    return encoded.tobytes()


def as_webp(picture: Picture) -> bytes:
    """Encode a picture as a WebP."""
    kept, encoded = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, 85])
    assert kept
    return encoded.tobytes()
