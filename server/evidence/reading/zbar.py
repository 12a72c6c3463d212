"""Read codes with ZBar through pyzbar's binding.

pyzbar's own `decode` lets ZBar guess the character set of a QR, which garbles Chinese; here ZBar
hands over the bytes as they were printed.
"""

from collections.abc import Iterator, Sequence
from ctypes import c_char_p, c_void_p, cast, string_at
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pyzbar import wrapper

from server.evidence.reading.results import Format

Picture = NDArray[np.uint8]

_CFG_ENABLE = 0
_CFG_BINARY = 4  # newer than pyzbar's own list: give a QR's bytes unconverted
_Y800 = int.from_bytes(b"Y800", "little")  # one byte a pixel
_SYMBOLS: dict[Format, int] = {"code128": 128, "qr": 64}
_FORMATS: dict[int, Format] = {number: name for name, number in _SYMBOLS.items()}


class Engine(Protocol):
    """Anything that finds codes on a grey picture."""

    def find(self, picture: Picture, formats: Sequence[Format]) -> list[tuple[Format, bytes]]:
        """Find the codes of these formats, each with its bytes."""


class ZbarEngine:
    """ZBar, the default engine."""

    def find(self, picture: Picture, formats: Sequence[Format]) -> list[tuple[Format, bytes]]:
        """Find the codes of these formats, each with its bytes; each different code once."""
        scanner = _make_scanner(formats)
        image = wrapper.zbar_image_create()
        try:
            pixels = np.ascontiguousarray(picture).tobytes()
            wrapper.zbar_image_set_format(image, _Y800)
            wrapper.zbar_image_set_size(image, picture.shape[1], picture.shape[0])
            pointer = cast(c_char_p(pixels), c_void_p)
            wrapper.zbar_image_set_data(image, pointer, len(pixels), None)
            wrapper.zbar_scan_image(scanner, image)
            return list(dict.fromkeys(_symbols(image)))
        finally:
            wrapper.zbar_image_destroy(image)
            wrapper.zbar_image_scanner_destroy(scanner)


def decode_text(raw: bytes) -> str:
    """Decode the bytes of a code: UTF-8, else GB18030 (what Chinese label software prints)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="backslashreplace")


def _make_scanner(formats: Sequence[Format]) -> Any:
    scanner = wrapper.zbar_image_scanner_create()
    configure = wrapper.zbar_image_scanner_set_config
    configure(scanner, 0, _CFG_ENABLE, 0)
    for name in formats:
        configure(scanner, _SYMBOLS[name], _CFG_ENABLE, 1)
    if "qr" in formats:
        configure(scanner, _SYMBOLS["qr"], _CFG_BINARY, 1)
    return scanner


def _symbols(image: Any) -> Iterator[tuple[Format, bytes]]:
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        kind = int(symbol.contents.type)
        length = wrapper.zbar_symbol_get_data_length(symbol)
        yield _FORMATS[kind], string_at(wrapper.zbar_symbol_get_data(symbol), length)
        symbol = wrapper.zbar_symbol_next(symbol)
