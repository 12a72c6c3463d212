"""What stands on a list of corrected contact data. Pure."""

from datetime import datetime
from typing import NamedTuple

from server.core.clock import CHINA
from server.forms.models import FormLayout

QUEUED, SENT = "queued", "sent"
_TAIL = 8


class ContactLine(NamedTuple):
    """One person's contact data before and now; None where nothing was known or nothing changed."""

    name: str
    social_security_number: str
    old_phone: str | None
    phone: str | None
    old_address: str | None
    address: str | None
    at: datetime


def cells(serial: int, line: ContactLine, layout: FormLayout) -> list[list[str]]:
    """Return what every column says of a person, each column as the lines of its cell."""
    told = {**line._asdict(), "serial": str(serial), "at": _moment(line.at)}
    return [[str(told[column.key] or "")] for column in layout.columns]


def list_number(list_id: str) -> str:
    """Return what people call a list by."""
    return list_id[-_TAIL:]


def heads(list_id: str, made_at: datetime) -> dict[str, str]:
    """Return what stands above the table, by the words of the layout."""
    return {"list": list_number(list_id), "made_at": _moment(made_at)}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
