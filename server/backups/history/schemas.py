"""Shapes of lost histories on the wire."""

from marshmallow import Schema, fields

from server.sync.epochs.schemas import FoundByTwoSchema


class LostHistoryTabletSchema(Schema):
    """What one tablet still had of it: numbers first to last of an epoch."""

    name = fields.String(required=True)
    epoch = fields.Integer(required=True)
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    returned = fields.Integer(required=True)
    told_at = fields.DateTime(required=True)


class LostHistorySchema(Schema):
    """A database that was older or emptier than before: what is gone, exactly, and what came back."""

    id = fields.String(required=True)
    how = fields.String(required=True, metadata={"description": "start: found at a start; restore: by the command"})
    found_at = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True, allow_none=True)
    event_first = fields.Integer(required=True, allow_none=True)
    event_last = fields.Integer(required=True, allow_none=True)
    audit_first = fields.Integer(required=True, allow_none=True)
    audit_last = fields.Integer(required=True, allow_none=True)
    filled_at = fields.DateTime(required=True, allow_none=True)
    lost = fields.Integer(required=True, allow_none=True, metadata={"description": "Records; null: nobody knows"})
    returned = fields.Integer(required=True, metadata={"description": "Of them, brought again by their tablets"})
    awaited = fields.Integer(required=True, metadata={"description": "Tablets not in contact since"})
    tablets = fields.List(fields.Nested(LostHistoryTabletSchema), required=True)
    settlement = fields.Nested(FoundByTwoSchema, required=True, allow_none=True)


class LostHistoriesSchema(Schema):
    """All cases, those that wait first."""

    items = fields.List(fields.Nested(LostHistorySchema), required=True)
    total = fields.Integer(required=True)
