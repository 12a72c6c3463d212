"""Shapes of the recall list."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of

_STATES = ["open", "settled"]


class RecallsQuery(PageQuery):
    """Which lines."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))


class RecallSchema(Schema):
    """A card in somebody's hand whose function was refused."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    problem = fields.String(required=True, allow_none=True, metadata={"description": "What the far side said"})
    refused_at = fields.AwareDateTime(required=True)
    event_id = fields.String(required=True)
    card_id = fields.String(required=True)
    card_number_masked = fields.String(required=True)
    bank_code = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    village_code = fields.String(required=True, allow_none=True)
    group_name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    how = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_by = fields.String(required=True, allow_none=True)


class NewRecallSettlement(Schema):
    """What was done; a code of the reasons list recall."""

    how = fields.String(required=True, validate=validate.Length(min=1, max=40))
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))


RecallsSchema = page_of(RecallSchema, "Recalls")
