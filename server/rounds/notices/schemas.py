"""The shape of notices on the wire."""

from marshmallow import Schema, fields, validate

_ID = validate.Length(equal=36)


class NewRoundNoticeSchema(Schema):
    """A notice to log; without a time it is now."""

    channel = fields.String(
        required=True,
        validate=validate.Length(max=20),
        metadata={"description": "Code of the reasons list notice_channel"},
    )
    target = fields.String(required=True, validate=validate.Length(min=1, max=80))
    result = fields.String(
        required=True,
        validate=validate.Length(max=20),
        metadata={"description": "Code of the reasons list notice_result"},
    )
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    at = fields.AwareDateTime(load_default=None, allow_none=True)
    card_ids = fields.List(
        fields.String(validate=_ID),
        load_default=list,
        validate=validate.Length(max=2000),
        metadata={"description": "The people told, by their cards; empty: the target as a whole"},
    )


class RoundNoticeSchema(Schema):
    """One notice; the person's name is masked."""

    id = fields.String(required=True)
    channel = fields.String(required=True)
    target = fields.String(required=True)
    card_id = fields.String(required=True, allow_none=True)
    ordinal = fields.Integer(required=True, allow_none=True)
    name_masked = fields.String(required=True, allow_none=True)
    result = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    operator_name = fields.String(required=True)
    at = fields.DateTime(required=True)


class RoundNoticesSchema(Schema):
    """The log of a round, the newest first."""

    items = fields.List(fields.Nested(RoundNoticeSchema), required=True)
    total = fields.Integer(required=True)
    people_reached = fields.Integer(required=True)
    people_unreachable = fields.Integer(required=True)
