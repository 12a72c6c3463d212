"""Shapes of activations on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery
from server.core.masks import mask_card_number
from server.rules import states

_KINDS = ["social", "finance", "recovery"]


class ActivationQuerySchema(PageQuery):
    """Which activations to list."""

    kind = fields.String(validate=validate.OneOf(_KINDS), load_default=None)
    state = fields.String(validate=validate.OneOf(states("activation")), load_default=None)


class AttemptSchema(Schema):
    """One call to the far side."""

    at = fields.AwareDateTime(required=True)
    call = fields.String(required=True)
    outcome = fields.String(required=True)
    problem = fields.String(required=True, allow_none=True)


class ActivationSchema(Schema):
    """An activation with the card and the person it is for; the card's number is masked."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    state = fields.String(required=True, validate=validate.OneOf(states("activation")))
    attempts = fields.Integer(required=True)
    next_try_at = fields.AwareDateTime(required=True)
    problem = fields.String(required=True, allow_none=True)
    far_reference = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    event_id = fields.String(required=True)
    card_id = fields.String(required=True)
    bank_code = fields.String(required=True)
    card_number = fields.Function(lambda row: mask_card_number(row["number"]), required=True)
    name = fields.String(required=True)


class ActivationPageSchema(Schema):
    """A page of activations."""

    items = fields.List(fields.Nested(ActivationSchema), required=True)
    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)


class ActivationDetailSchema(ActivationSchema):
    """An activation with every call made for it."""

    calls = fields.List(fields.Nested(AttemptSchema), required=True)


class ActivationStateCountSchema(Schema):
    """How many activations of a kind are in a state."""

    kind = fields.String(required=True)
    state = fields.String(required=True)
    count = fields.Integer(required=True)


class SummarySchema(Schema):
    """Counts by kind and state."""

    items = fields.List(fields.Nested(ActivationStateCountSchema), required=True)
