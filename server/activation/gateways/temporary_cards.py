"""The card-management system's list of people who hold a temporary card (2.1)."""

from dataclasses import dataclass
from datetime import date, datetime

import httpx
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate


class Unreachable(Exception):
    """The list could not be had, or was not what the contract says."""


@dataclass(frozen=True)
class TemporaryCardRow:
    """One temporary card on the list."""

    social_security_number: str
    number: str
    issued_on: date | None


@dataclass(frozen=True)
class TemporaryCardAnswer:
    """The list of an area as of a moment."""

    as_of: datetime
    rows: list[TemporaryCardRow]


class _RowSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    social_security_number = fields.String(required=True, validate=validate.Length(min=6, max=20))
    number = fields.String(required=True, validate=validate.Length(min=1, max=40))
    issued_on = fields.Date(load_default=None, allow_none=True)


class _AnswerSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    as_of = fields.AwareDateTime(required=True)
    items = fields.List(fields.Nested(_RowSchema), required=True)


class TemporaryCardSource:
    """GET <base>/v1/temporary-cards?area=<six digits>."""

    def __init__(self, base_url: str, client: httpx.Client) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/temporary-cards"
        self._client = client

    def fetch(self, area_code: str) -> TemporaryCardAnswer:
        """Return the list of a county.

        Raises:
            Unreachable: no answer, or one that is not what the contract says.
        """
        try:
            response = self._client.get(self._url, params={"area": area_code})
            response.raise_for_status()
            body = _AnswerSchema().load(response.json())
        except (httpx.HTTPError, ValueError, ValidationError) as error:
            raise Unreachable(type(error).__name__) from error
        return TemporaryCardAnswer(body["as_of"], [TemporaryCardRow(**row) for row in body["items"]])
