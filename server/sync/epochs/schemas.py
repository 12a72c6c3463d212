"""Shapes of lost epochs on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.rules import reason_codes
from server.sync.rules import LARGEST

_REASON = validate.OneOf(reason_codes("lost_records"))


class FoundByTwoSchema(Schema):
    """What two people found out about something that is lost."""

    at = fields.DateTime(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    officer = fields.String(required=True, metadata={"description": "Name"})
    second_officer = fields.String(required=True, metadata={"description": "Name"})


class NewFindingByTwoSchema(Schema):
    """What two people settle a loss with."""

    reason = fields.String(required=True, validate=_REASON)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    second = fields.Nested(
        AccountProofSchema, required=True, metadata={"description": "The second person proves their account"}
    )


class NewTabletLossSchema(Schema):
    """Up to which number a tablet that will not come back had recorded, as its sheet says."""

    device_id = fields.String(required=True, validate=validate.Length(equal=36))
    epoch = fields.Integer(load_default=1, validate=validate.Range(1, LARGEST))
    number = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))


class LostEpochSchema(Schema):
    """An epoch of a tablet that ended with records nobody has: numbers held + 1 to told."""

    id = fields.String(required=True)
    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    epoch = fields.Integer(required=True)
    told = fields.Integer(required=True, metadata={"description": "Last number the tablet told of"})
    held = fields.Integer(required=True, metadata={"description": "Last number that was here when the case opened"})
    missing = fields.Integer(required=True, metadata={"description": "Records still missing now"})
    opened_at = fields.DateTime(required=True)
    settlement = fields.Nested(FoundByTwoSchema, required=True, allow_none=True)


class LostEpochsSchema(Schema):
    """The cases in scope, those that wait first."""

    items = fields.List(fields.Nested(LostEpochSchema), required=True)
    total = fields.Integer(required=True)
