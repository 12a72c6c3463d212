"""Shapes of receipt books."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import page_of

# Nine digits and more are no printed book's.
_NUMERAL = validate.Range(min=0, max=99_999_999)


class NewReceiptBookSchema(Schema):
    """A book of numbered receipts for an officer: prefix + first..last, padded to `digits`."""

    officer_id = fields.String(required=True, validate=validate.Length(equal=36))
    prefix = fields.String(load_default="", validate=validate.Regexp(r"(|[A-Za-z0-9-]{0,11}[A-Za-z-])"))
    first = fields.Integer(required=True, strict=True, validate=_NUMERAL)
    last = fields.Integer(required=True, strict=True, validate=_NUMERAL)
    digits = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=8))


class ReceiptBookSchema(Schema):
    """A receipt book and how far it is used."""

    id = fields.String(required=True)
    officer_id = fields.String(required=True)
    officer_name = fields.String(required=True)
    area_code = fields.String(required=True)
    prefix = fields.String(required=True)
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    digits = fields.Integer(required=True)
    added_at = fields.DateTime(required=True)
    used = fields.Integer(required=True)
    void = fields.Integer(required=True)
    set_aside = fields.Integer(required=True)
    free = fields.Integer(required=True)


ReceiptBooksSchema = page_of(ReceiptBookSchema, "ReceiptBooks")
