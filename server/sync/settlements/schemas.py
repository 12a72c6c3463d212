"""Shapes of settlements on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.rules import reason_codes
from server.sync.settlements.rules import FIRST, NOTED, RE_ENTERED, SECOND, STANDS, VOID

_REASON = validate.OneOf(reason_codes("settlement"))


class _NewSettlementSchema(Schema):
    reason = fields.String(required=True, validate=_REASON)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    second = fields.Nested(
        AccountProofSchema, required=True, metadata={"description": "The second person proves their account"}
    )


class NewParkedSettlementSchema(_NewSettlementSchema):
    """What two people decide of a parked record."""

    decision = fields.String(required=True, validate=validate.OneOf([STANDS, VOID, RE_ENTERED]))
    re_entered_as = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(equal=36),
        metadata={"description": "The record by which it was entered anew"},
    )


class NewCaseSettlementSchema(_NewSettlementSchema):
    """What two people decide of a case."""

    decision = fields.String(required=True, validate=validate.OneOf([FIRST, SECOND, NOTED]))
