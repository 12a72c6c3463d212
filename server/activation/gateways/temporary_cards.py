"""The card-management system's list of people who hold a temporary card (2.1)."""

from dataclasses import dataclass
from datetime import date, datetime

import httpx
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from server.activation.gateways.replies import send


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

    def __init__(self, base_url: str, client: httpx.Client, longest: int) -> None:
        """Take the gateway's address, the client, and how many bytes of a list are read."""
        self._url = f"{base_url.rstrip('/')}/v1/temporary-cards"
        self._client = client
        self._longest = longest

    def fetch(self, area_code: str) -> TemporaryCardAnswer:
        """Return the list of a county.

        Raises:
            Unreachable: no answer, or one that is not what the contract says.
        """
        try:
            reply = send(self._client, "GET", self._url, longest=self._longest, params={"area": area_code})
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        if not httpx.codes.is_success(reply.status):
            raise Unreachable(f"http_{reply.status}")
        if reply.content is None:
            raise Unreachable("too_long")
        try:
            body = _AnswerSchema().load(reply.json())
        except ValidationError as error:
            raise Unreachable(type(error).__name__) from error
        return TemporaryCardAnswer(body["as_of"], [TemporaryCardRow(**row) for row in body["items"]])
