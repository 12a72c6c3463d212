"""The shape of evidence on the wire."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.evidence.blobs.rules import holds_ink


class EvidenceSchema(Schema):
    """A piece of evidence; its bytes are at /evidence/<id>/content."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    sha256 = fields.String(required=True)
    reading_state = fields.String(
        required=True, metadata={"description": "none, pending, match, mismatch, unreadable or failed"}
    )
    reading = fields.Dict(required=True, metadata={"description": "The number expected and the codes read"})
    read_at = fields.DateTime(allow_none=True)
    created_at = fields.DateTime(required=True)


class PenStrokesSchema(Schema):
    """Pen strokes: points are [x, y, milliseconds]."""

    box = fields.List(fields.Float(), required=True, validate=validate.Length(equal=2))
    strokes = fields.List(
        fields.List(fields.List(fields.Float(), validate=validate.Length(equal=3))),
        required=True,
        validate=validate.Length(min=1, max=400),
    )

    @validates_schema
    def refuse_an_empty_pad(self, data: dict[str, Any], **_options: Any) -> None:
        """See that somebody has signed (4.1.1.b)."""
        if not holds_ink(data):
            raise ValidationError("nobody has signed here", "strokes")
