"""The shape of a round's papers on the wire."""

from marshmallow import Schema, fields, validate

_CLOCK = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d")


class HoursQuery(Schema):
    """From when to when people may come, local time."""

    from_time = fields.String(data_key="from", load_default=None, validate=_CLOCK, metadata={"example": "09:00"})
    to_time = fields.String(data_key="to", load_default=None, validate=_CLOCK, metadata={"example": "15:30"})


class PaperRowSchema(Schema):
    """A row of the paper roster, its person's number masked."""

    row_code = fields.String(required=True)
    ordinal = fields.Integer(required=True)
    card_id = fields.String(required=True)
    box_position = fields.String(required=True)
    number_masked = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    custody_state = fields.String(required=True)


class PaperRowsSchema(Schema):
    """All rows in box order."""

    items = fields.List(fields.Nested(PaperRowSchema), required=True)
    total = fields.Integer(required=True)
