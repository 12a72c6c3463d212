"""Shapes of counter-settlements on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.rules import reason_codes
from server.sync.counter_settlements.rules import SUBJECTS

_REASON = validate.OneOf(reason_codes("settlement"))


class CounterSettlementsQuery(Schema):
    """Whose settlements."""

    subject = fields.String(required=True, validate=validate.OneOf(SUBJECTS))
    subject_id = fields.String(required=True, validate=validate.Length(equal=36))


class NewCounterSettlementSchema(CounterSettlementsQuery):
    """Which settlement is taken back, why, and by whom besides whoever is logged in."""

    reason = fields.String(required=True, validate=_REASON)
    note = fields.String(required=True, validate=validate.Length(1, 400))
    second = fields.Nested(
        AccountProofSchema, required=True, metadata={"description": "The second person proves their account"}
    )


class SaidSchema(Schema):
    """What the settlement said that was taken back; null where its kind says nothing."""

    decision = fields.String(required=True)
    officer = fields.String(required=True)
    second_officer = fields.String(required=True, allow_none=True)
    at = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    responsible = fields.String(required=True, allow_none=True)
    report_number = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    receipt_number = fields.String(required=True, allow_none=True)


class CounterSettlementSchema(Schema):
    """A settlement that two people took back."""

    id = fields.String(required=True)
    subject = fields.String(required=True, validate=validate.OneOf(SUBJECTS))
    subject_id = fields.String(required=True)
    said = fields.Nested(SaidSchema, required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    officer = fields.String(required=True)
    second_officer = fields.String(required=True)
    clause = fields.String(required=True)
    at = fields.DateTime(required=True)


class CounterSettlementsSchema(Schema):
    """All of them about one subject, the oldest first."""

    items = fields.List(fields.Nested(CounterSettlementSchema), required=True)
