"""What a device learns of its activations."""

from marshmallow import Schema, fields


class ConfirmationSchema(Schema):
    """Where one activation stands; `event_id` is the device's own record."""

    event_id = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)


class ConfirmationsSchema(Schema):
    """The activations behind the device's last records."""

    items = fields.List(fields.Nested(ConfirmationSchema), required=True)
