"""The shape of evidence on the wire."""

from marshmallow import Schema, fields


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
