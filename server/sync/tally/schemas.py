"""Shapes of a tally on the wire."""

from marshmallow import Schema, fields, validate

from server.sync.rules import LARGEST


class MissingNumbersSchema(Schema):
    """Numbers of one chain, from first to last, that are not here."""

    first = fields.Integer(required=True)
    last = fields.Integer(required=True)


class TallyChainSchema(Schema):
    """One epoch of a device's chain; a code names all records up to its number."""

    epoch = fields.Integer(required=True)
    held = fields.Integer(required=True, metadata={"description": "Last number that is here"})
    held_code = fields.String(required=True, allow_none=True)
    told = fields.Integer(required=True, allow_none=True, metadata={"description": "Last number the device told of"})
    told_code = fields.String(required=True, allow_none=True)
    missing = fields.List(fields.Nested(MissingNumbersSchema), required=True)


class TallyFiguresSchema(Schema):
    """Figures of one round, of the records that are here; those that were corrected count as records alone."""

    records = fields.Integer(required=True)
    handed_over = fields.Integer(required=True)
    not_served = fields.Integer(required=True)
    wrong_face = fields.Integer(required=True)
    temporary_cards = fields.Integer(required=True)
    receipts = fields.Integer(required=True)
    cash_fen = fields.Integer(required=True)


class TallyRoundSchema(Schema):
    """A round with a device's figures."""

    round_id = fields.String(required=True)
    place = fields.String(required=True)
    planned_on = fields.Date(required=True)
    number = fields.Integer(required=True)
    tally = fields.Nested(TallyFiguresSchema, required=True)


class DeviceTallySchema(Schema):
    """A device's tally as the server knows it."""

    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    chains = fields.List(fields.Nested(TallyChainSchema), required=True)
    rounds = fields.List(fields.Nested(TallyRoundSchema), required=True, metadata={"description": "Newest first"})


class PaperTallyQuery(Schema):
    """What stands on a device's sheet."""

    epoch = fields.Integer(load_default=1, validate=validate.Range(1, LARGEST))
    number = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))
    code = fields.String(required=True, validate=validate.Length(1, 12))


class TallyComparisonSchema(Schema):
    """What a sheet and the server say together."""

    result = fields.String(required=True, validate=validate.OneOf(("same", "other", "not_here")))
    epoch = fields.Integer(required=True)
    number = fields.Integer(required=True)
    code = fields.String(required=True)
    same_as = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The number here that the code belongs to"}
    )
    missing = fields.List(fields.Nested(MissingNumbersSchema), required=True)
