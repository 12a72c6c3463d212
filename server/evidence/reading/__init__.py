"""Read the codes on a picture: `read_in_subprocess` for untrusted bytes, `read_barcodes` inside it.

Importing this package loads no picture library; only the child process does.
"""

from server.evidence.reading.headers import PictureHeader, PictureLimits, read_header, refuse_picture
from server.evidence.reading.process import ReaderProcess, ReadingLimits, read_in_subprocess
from server.evidence.reading.results import Format, Outcome, PictureReading, Reading

__all__ = [
    "Format",
    "Outcome",
    "PictureHeader",
    "PictureLimits",
    "PictureReading",
    "ReaderProcess",
    "Reading",
    "ReadingLimits",
    "read_header",
    "read_in_subprocess",
    "refuse_picture",
]
