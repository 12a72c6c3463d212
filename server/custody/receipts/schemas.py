"""Shapes of receipts on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.cards.batches.schemas import OfficerNameSchema
from server.custody.receipts.rules import difference_kinds

_ID = validate.Length(equal=36)
_MOST_DIFFERENCES = 2000


class NewDifferenceSchema(Schema):
    """One line that explains a count; a missing or damaged card is named, an extra one described."""

    kind = fields.String(required=True, validate=validate.OneOf(difference_kinds()))
    card_id = fields.String(load_default=None, allow_none=True, validate=_ID)
    detail = fields.String(load_default="", validate=validate.Length(0, 300))


class NewReceiptSchema(Schema):
    """A batch counted into a vault."""

    vault_id = fields.String(required=True, validate=_ID)
    counted = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    differences = fields.List(
        fields.Nested(NewDifferenceSchema), load_default=list, validate=validate.Length(0, _MOST_DIFFERENCES)
    )
    note = fields.String(load_default="", validate=validate.Length(0, 500))
    second_officer = fields.Nested(
        AccountProofSchema,
        load_default=None,
        allow_none=True,
        metadata={"description": "Who counted along proves their account here; never the custodian"},
    )


class VaultNameSchema(Schema):
    """A vault as other things name it."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class DifferenceSchema(Schema):
    """A discrepancy that a count opened."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    card_id = fields.String(required=True, allow_none=True)
    card_number_masked = fields.String(required=True, allow_none=True)
    box_position = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True)
    state = fields.String(required=True)


class ReceiptSchema(Schema):
    """What was announced, what was counted, and the differences."""

    id = fields.String(required=True)
    batch_id = fields.String(required=True)
    vault = fields.Nested(VaultNameSchema, required=True)
    expected = fields.Integer(required=True)
    counted = fields.Integer(required=True)
    counted_by = fields.Nested(OfficerNameSchema, required=True)
    second_officer = fields.Nested(OfficerNameSchema, required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    note = fields.String(required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)
