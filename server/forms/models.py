"""What a form looks like in one edition, and what comes out of the printer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Column:
    """One column of a form; `width` is a share of the page, in millimetres where the widths fill it."""

    key: str
    label: str
    width: float
    required: bool
    align: str = "center"


@dataclass(frozen=True)
class FormLayout:
    """A form as one edition of the forms table has it; `title_zh` holds `{body}` where the office stands.

    `attachment` is empty for papers that the regulation does not number; `retention` says how long it is kept (4.2).
    """

    key: str
    edition: str
    valid_from: date
    clause: str
    attachment: str
    title_zh: str
    retention: str
    columns: tuple[Column, ...]
    words: Mapping[str, Mapping[str, str]]


class FlagKind(StrEnum):
    """What a person has to look at before the form is signed and filed."""

    NO_GLYPH = "no_glyph"
    NO_VALUE = "no_value"
    UNREADABLE_PICTURE = "unreadable_picture"


@dataclass(frozen=True)
class Flag:
    """One thing to look at: the line's serial (None = the form's head or foot), the column, a code point if any."""

    serial: int | None
    column: str
    kind: FlagKind
    code_point: str = ""


@dataclass(frozen=True)
class PrintedForm:
    """A finished PDF; the file name carries no personal data."""

    file_name: str
    pdf: bytes
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class FormWorkbook:
    """A form as an .xlsx; the file name carries no personal data."""

    file_name: str
    xlsx: bytes
