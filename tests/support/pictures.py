"""Picture files that attack or mislead a reader: bombs, hidden places, cut-off and false ones."""

import struct
import zlib

from tests.support.codes import as_jpeg, draw_code128, on_white

GPS_POINTER, ASCII_REFERENCE = 0x8825, 1


def png_bomb(width: int, height: int) -> bytes:
    """Make a valid 1-bit PNG of one colour: a few kilobytes that unpack to width × height."""
    row = b"\x00" * (1 + (width + 7) // 8)
    squeeze = zlib.compressobj(9)
    pixels = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def png_with_text(png: bytes, text: bytes) -> bytes:
    """Put a comment chunk before the end of a PNG."""
    return png[:-12] + _chunk(b"tEXt", b"Author\x00" + text) + png[-12:]


def jpeg_with_place(jpeg: bytes) -> bytes:
    """Put an Exif segment with a GPS position into a JPEG, as phone cameras do."""
    directory = struct.pack(">HHHII", 1, GPS_POINTER, 4, 1, 26) + bytes(4)
    position = struct.pack(">HHHI4s", 1, 1, 2, 2, b"N\x00\x00\x00") + bytes(4)
    exif = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">I", 8) + directory + position
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def jpeg_with_false_size(jpeg: bytes, width: int, height: int) -> bytes:
    """Change what the frame header of a baseline JPEG says of its size."""
    frame = jpeg.index(b"\xff\xc0")
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def plain_label(card_number: str = "548426015") -> bytes:
    """Make a small clean JPEG with one Code 128."""
    return as_jpeg(on_white(draw_code128(card_number, 3, 120), 640, 360))


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
