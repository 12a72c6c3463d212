"""The shape of receipts on the wire."""

from marshmallow import Schema, fields, validate


class PaperQuery(Schema):
    """What it is printed on: A6, a 58 mm strip, or the three copies on one A4 sheet."""

    paper = fields.String(load_default="a6", validate=validate.OneOf(["a6", "strip", "sheet"]))


class FeeReceiptSchema(Schema):
    """One receipt of a round; the amount is in fen."""

    id = fields.String(required=True)
    receipt_number = fields.String(required=True)
    how = fields.String(required=True, validate=validate.OneOf(["lost", "damaged"]))
    amount_fen = fields.Integer(required=True)
    name = fields.String(required=True)
    collector_name = fields.String(required=True)
    at = fields.DateTime(required=True)
    void = fields.Boolean(required=True)


class FeeReceiptsSchema(Schema):
    """The receipts of a round and what those that stand come to."""

    items = fields.List(fields.Nested(FeeReceiptSchema), required=True)
    total = fields.Integer(required=True)
    amount_fen = fields.Integer(required=True)
