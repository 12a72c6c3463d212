"""Shapes of the portrait upload on the wire."""

from marshmallow import Schema, fields

from server.cards.imports.schemas import WordsSchema


class RefusedFilesSchema(Schema):
    """How many files were refused for one reason."""

    reason = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True)
    files = fields.Integer(required=True)


class PortraitResultSchema(Schema):
    """What became of the files, without names."""

    matched = fields.Integer(required=True)
    unmatched = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedFilesSchema), required=True)
    without_portrait = fields.Integer(required=True, metadata={"description": "People of the batch still without one"})
