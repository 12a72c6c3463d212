"""Shapes of organisations on the wire."""

from typing import Any

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.rules import table

_KINDS = [row["kind"] for row in table("roles")["organisations"]]
AREA_CODE = validate.Regexp(r"[0-9]{2,12}\Z", error="2 to 12 digits")


class OrganisationSchema(Schema):
    """An organisation as everybody in scope may see it."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    form_body = fields.String(required=True)
    parent_id = fields.String(required=True, allow_none=True)
    bank_code = fields.String(required=True, allow_none=True)
    area_prefixes = fields.Function(lambda row: [area.prefix for area in row.areas], required=True)


class OrganisationQuery(PageQuery):
    """Which organisations."""

    kind = fields.String(load_default=None, validate=validate.OneOf(_KINDS))


class NewOrganisationSchema(Schema):
    """What an organisation is set up with."""

    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    name = fields.String(required=True, validate=validate.Length(1, 80))
    form_body = fields.String(required=True, validate=validate.Length(1, 40))
    parent_id = fields.String(required=True, validate=validate.Length(equal=36))
    area_codes = fields.List(fields.String(validate=AREA_CODE), load_default=list[Any])
    bank_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 20))


OrganisationPage = page_of(OrganisationSchema, "OrganisationPage")
