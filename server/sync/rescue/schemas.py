"""Shapes of a rescue file's outcome on the wire."""

from marshmallow import Schema, fields


class NumberRangeSchema(Schema):
    """Numbers of a tablet's chain, from first to last, within one epoch."""

    epoch = fields.Integer(required=True)
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)


class RescueCountsSchema(Schema):
    """How many records got each verdict; a duplicate was here before."""

    accepted = fields.Integer(required=True)
    duplicate = fields.Integer(required=True)
    parked = fields.Integer(required=True)
    conflict = fields.Integer(required=True)
    wait = fields.Integer(required=True)


class KeptForPeopleSchema(Schema):
    """A record that waits for people."""

    epoch = fields.Integer(required=True)
    number = fields.Integer(required=True)
    id = fields.String(required=True, allow_none=True, metadata={"description": "Null where it could not be opened"})
    reason = fields.String(required=True, metadata={"description": "Code of a refusal"})


class RescueOutcomeSchema(Schema):
    """What became of a rescue file."""

    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    saved_at = fields.String(required=True, metadata={"description": "By the tablet's clock"})
    records = fields.Integer(required=True)
    held = fields.List(fields.Nested(NumberRangeSchema), required=True)
    counts = fields.Nested(RescueCountsSchema, required=True)
    kept_for_people = fields.List(fields.Nested(KeptForPeopleSchema), required=True)
    waiting = fields.List(
        fields.Nested(NumberRangeSchema),
        required=True,
        metadata={"description": "Not taken yet: an earlier record or an attachment is missing"},
    )
    damaged = fields.List(
        fields.Nested(NumberRangeSchema), required=True, metadata={"description": "Neither whole in the file nor here"}
    )
    attachments_missing = fields.Integer(required=True)
    gone = fields.Boolean(required=True)
