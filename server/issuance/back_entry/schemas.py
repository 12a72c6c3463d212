"""Shapes of the file gateway on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of

_KINDS = ["social", "recovery"]


class BackEntryRequest(Schema):
    """Which requests leave with a sheet."""

    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))


class BackEntryQuery(PageQuery):
    """Which sheets to list."""

    kind = fields.String(load_default=None, validate=validate.OneOf(_KINDS))


class BackEntryFileSchema(Schema):
    """A sheet that went out; `states` counts its requests by their state now."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    rows = fields.Integer(required=True)
    control = fields.Integer(required=True, metadata={"description": "Sum of the last four digits of the card numbers"})
    made_at = fields.AwareDateTime(required=True)
    made_by_name = fields.String(required=True)
    states = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BackEntryReadSchema(Schema):
    """What a sheet of results brought."""

    confirmed = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    known = fields.Integer(required=True, metadata={"description": "Lines that say what was known already"})
    contrary = fields.Integer(required=True, metadata={"description": "Lines against a decision that came before"})
    foreign_rows = fields.List(fields.Integer(), required=True, metadata={"description": "Rows of no such request"})


class TemporaryCardListSchema(Schema):
    """A list of temporary cards as it was stored."""

    id = fields.String(required=True)
    area_code = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True)
    source = fields.String(required=True)
    count = fields.Integer(required=True)


BackEntryFilesSchema = page_of(BackEntryFileSchema, "BackEntryFiles")
