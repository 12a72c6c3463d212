"""A report as plain data."""

from dataclasses import dataclass
from datetime import date

from server.forms.typesetting.models import Signer


@dataclass(frozen=True)
class Section:
    """One table of the report: `key` and `columns` name words of the form, the rows are as they print."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sentence: str = ""


@dataclass(frozen=True)
class RoundReport:
    """What one round came to; `body` is whose form it is, `state` a word of the form.

    `checkpoint` names the newest signed checkpoint of the logs: on paper it is out of everybody's reach (I4).
    """

    body: str
    village: str
    place: str
    bank: str
    held_on: date
    round_number: str
    state: str
    hr_officer: Signer
    bank_officer: Signer
    custodian: Signer
    sections: tuple[Section, ...]
    checkpoint: str | None = None
