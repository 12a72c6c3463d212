"""Turn the bytes of a workbook or text file into rows of cells.

Cells are text, numbers, true/false or null; dates become ISO text. A formula gives the value
the office program stored with it. Row 1 of the result is row 1 of the sheet.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from server.core.errors import Refusal
from server.core.sizes import size_in_words

Cell = str | float | int | bool | None
Row = list[Cell]

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_PIECE = 256 * 1024
# Many office systems call a web page with a table .xls, and office programs open it without a word.
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|meta|table|\?xml)", re.IGNORECASE)
# The byte order mark decides first; a text that is valid UTF-8 is practically never GB18030.
_ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"", "utf-8"),
    (b"", "gb18030"),
)
_DELIMITERS = ",;\t"
_FULL_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
_NO_WIDTH = (0x200B, 0x200C, 0x200D, 0xFEFF)
# Old .xls files hold them, no database does; tabs and line ends are white space.
_NO_CONTROLS = dict.fromkeys(point for point in range(0x20) if point not in (0x09, 0x0A, 0x0D))
_FOLD: dict[int, int | None] = {
    **_FULL_WIDTH,
    **dict.fromkeys(point for point in range(0x3001) if chr(point).isspace()),
    **dict.fromkeys(_NO_WIDTH),
}


@dataclass(frozen=True)
class SheetBounds:
    """How large a file may be: bytes as they came, unpacked and against each other, ZIP entries, rows, columns."""

    max_bytes: int
    max_unpacked_bytes: int
    max_entries: int
    max_rows: int
    max_columns: int
    max_ratio: int


@dataclass(frozen=True)
class Sheet:
    """What was read. kind: xlsx | xls | csv."""

    kind: str
    rows: list[Row]


def read_sheet(content: bytes, bounds: SheetBounds) -> Sheet:
    """Read the first visible sheet with anything in it.

    Raises:
        Refusal: sheet_too_large, sheet_too_long, sheet_too_wide, sheet_encrypted,
            sheet_is_a_web_page, sheet_unreadable, sheet_empty.
    """
    if len(content) > bounds.max_bytes:
        raise Refusal("sheet_too_large", limit=size_in_words(bounds.max_bytes))
    kind = kind_of(content)
    if kind == "csv" and _WEB_PAGE.match(content):
        raise Refusal("sheet_is_a_web_page")
    rows = _read_text(content, bounds) if kind == "csv" else _read_workbook(content, kind, bounds)
    while rows and not any(_has_something(cell) for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise Refusal("sheet_empty")
    return Sheet(kind, rows)


def kind_of(content: bytes) -> str:
    """Return xlsx, xls or csv by the first bytes; a file's name proves nothing."""
    if content.startswith(_ZIP_MAGIC):
        return "xlsx"
    return "xls" if content.startswith(_OLE_MAGIC) else "csv"


def _read_workbook(content: bytes, kind: str, bounds: SheetBounds) -> list[Row]:
    if kind == "xlsx":
        _check_unpacked_size(content, bounds)
    try:
        return _read_cells(CalamineWorkbook.from_filelike(io.BytesIO(content)), bounds)
    except CalamineError as error:
        code = "sheet_encrypted" if "assword" in str(error) else "sheet_unreadable"
        raise Refusal(code) from error


def _read_cells(workbook: CalamineWorkbook, bounds: SheetBounds) -> list[Row]:
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        cells = workbook.get_sheet_by_name(sheet.name)
        if cells.end is None:
            continue
        _check_shape(cells.end[0] + 1, cells.end[1] + 1, bounds)
        return [[_plain(cell) for cell in row] for row in cells.to_python(skip_empty_area=False)]
    return []


def _check_shape(rows: int, columns: int, bounds: SheetBounds) -> None:
    if rows > bounds.max_rows:
        raise Refusal("sheet_too_long", limit=bounds.max_rows)
    if columns > bounds.max_columns:
        raise Refusal("sheet_too_wide", limit=bounds.max_columns)


def _plain(value: str | float | bool | time | date | datetime | timedelta) -> Cell:
    if isinstance(value, str):
        return value.translate(_NO_CONTROLS) or None
    if isinstance(value, bool | int | float):
        return value
    return str(value) if isinstance(value, timedelta) else value.isoformat()


def _check_unpacked_size(content: bytes, bounds: SheetBounds) -> None:
    """Refuse a bomb: first by what the directory says, then by unpacking into nothing.

    The directory can lie about sizes, and the reader behind us believes the data.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, struct.error) as error:
        raise Refusal("sheet_unreadable") from error
    entries = archive.infolist()
    limit = allowed = min(bounds.max_unpacked_bytes, len(content) * bounds.max_ratio)
    if len(entries) > bounds.max_entries or sum(e.file_size for e in entries) > limit:
        raise Refusal("sheet_too_large", limit=size_in_words(limit))
    for entry in entries:
        limit -= _unpacked_size(content, entry, limit)
        if limit < 0:
            raise Refusal("sheet_too_large", limit=size_in_words(allowed))


def _unpacked_size(content: bytes, entry: zipfile.ZipInfo, limit: int) -> int:
    if entry.flag_bits & 0x1:
        raise Refusal("sheet_encrypted")
    header = content[entry.header_offset : entry.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise Refusal("sheet_unreadable")
    magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if magic != _ZIP_MAGIC:
        raise Refusal("sheet_unreadable")
    start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Refusal("sheet_unreadable")
    try:
        return _inflated_size(packed, limit)
    except zlib.error as error:
        raise Refusal("sheet_unreadable") from error


def _inflated_size(packed: bytes, limit: int) -> int:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size = len(inflate.decompress(packed, _PIECE))
    while inflate.unconsumed_tail and size <= limit:
        size += len(inflate.decompress(inflate.unconsumed_tail, _PIECE))
    return size


def _read_text(content: bytes, bounds: SheetBounds) -> list[Row]:
    text = _decode(content)
    if "\0" in text:
        raise Refusal("sheet_unreadable")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text))
    rows: list[Row] = []
    try:
        for line in lines:
            _check_shape(len(rows) + 1, len(line), bounds)
            rows.append([_unquote(cell) for cell in line])
    except csv.Error as error:
        raise Refusal("sheet_unreadable") from error
    return rows


def _decode(content: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if not content.startswith(mark):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("sheet_unreadable")


def _delimiter_of(text: str) -> str:
    """Return the delimiter that the first lines use most; a lone column has none and gets a comma."""
    head = "\n".join(text.splitlines()[:20]) if len(text) < _PIECE else text[:_PIECE]
    return max(_DELIMITERS, key=head.count)


def _unquote(cell: str) -> Cell:
    """Take off what people add so that a spreadsheet keeps a number as text: ="…", '…, a tab."""
    text = cell.strip("\t\ufeff")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").translate(_NO_CONTROLS) or None


def _has_something(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def fold_text(text: str) -> str:
    """Make full-width ASCII half-width and drop white space, also the zero-width kind."""
    return text.translate(_FOLD)
