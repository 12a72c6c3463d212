"""Shapes of backups on the wire."""

from marshmallow import Schema, fields


class BackupSchema(Schema):
    """A backup that was restored and verified; where it lies is told at the server only."""

    id = fields.String(required=True)
    at = fields.DateTime(required=True)
    verified_at = fields.DateTime(required=True)
    event_idx = fields.Integer(required=True)
    seconds = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class BackupFailureSchema(Schema):
    """The last try, when it failed."""

    at = fields.DateTime(required=True)
    code = fields.String(required=True, allow_none=True, metadata={"description": "Code of the refusal"})


class BackupsSchema(Schema):
    """How the backups stand."""

    late = fields.Boolean(required=True, metadata={"description": "Too long without a verified backup: act"})
    late_after_hours = fields.Integer(required=True)
    safe_after = fields.String(required=True, metadata={"description": "backup | received (policy)"})
    safe_index = fields.Integer(required=True, allow_none=True)
    newest_index = fields.Integer(required=True, allow_none=True)
    last_failure = fields.Nested(BackupFailureSchema, required=True, allow_none=True)
    items = fields.List(fields.Nested(BackupSchema), required=True)
    total = fields.Integer(required=True)
