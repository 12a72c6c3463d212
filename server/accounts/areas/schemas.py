"""Shapes of divisions on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of

_CODE = validate.Regexp(r"[0-9]{12}\Z", error="12 digits")


class AreaSchema(Schema):
    """One division."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    parent_code = fields.String(required=True, allow_none=True)


class AreaQuery(PageQuery):
    """Which divisions."""

    parent = fields.String(load_default=None, validate=_CODE)
    level = fields.String(
        load_default=None, validate=validate.OneOf(["province", "city", "county", "township", "village"])
    )
    q = fields.String(load_default=None, validate=validate.Length(1, 60))


class NewVillageSchema(Schema):
    """A village to add."""

    parent_code = fields.String(required=True, validate=_CODE, metadata={"description": "The township"})
    name = fields.String(required=True, validate=validate.Length(1, 60))


AreaPage = page_of(AreaSchema, "AreaPage")
