"""The body of a notice."""

from marshmallow import EXCLUDE, Schema, fields, validate


class NoticeSchema(Schema):
    """What the far side decided on a key."""

    class Meta:
        """A far side may say more than we read."""

        unknown = EXCLUDE

    key = fields.String(required=True, validate=validate.Length(min=8, max=64))
    state = fields.String(required=True, validate=validate.OneOf(["activated", "recovered", "refused"]))
    reference = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
