"""Shapes of halves."""

from marshmallow import Schema, fields, validate

_KINDS = ["hand_over_alone", "cosign_alone", "finance_alone"]


class HalvesQuery(Schema):
    """Of which round; without one, of all."""

    round_id = fields.String(load_default=None, validate=validate.Length(equal=36))


class HalfSchema(Schema):
    """A hand-over without the bank's check, or a check or bank report without its hand-over."""

    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    event_id = fields.String(required=True)
    round_id = fields.String(required=True)
    place = fields.String(required=True)
    card_id = fields.String(required=True)
    box_position = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    officer_name = fields.String(required=True)
    device_name = fields.String(required=True)
    at = fields.DateTime(required=True)


class HalvesSchema(Schema):
    """All halves that are alone, in the order of their records."""

    items = fields.List(fields.Nested(HalfSchema), required=True)
    total = fields.Integer(required=True)
