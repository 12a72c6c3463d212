"""Shapes of settlements on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import CredentialsSchema
from server.evidence.schemas import EvidenceSchema
from server.rules import table
from server.sync.schemas import ConflictDetailSchema, ParkedDetailSchema
from server.sync.settlements.rules import FIRST, NOTED, RE_ENTERED, SECOND, STANDS, VOID

_REASON = validate.OneOf([row["code"] for row in table("reasons")["rows"] if row["list"] == "settlement"])


class SettledSchema(Schema):
    """What two people decided."""

    id = fields.String(required=True)
    decision = fields.String(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    re_entered_as = fields.String(required=True, allow_none=True)
    clause = fields.String(required=True)
    at = fields.DateTime(required=True)
    officer = fields.String(required=True, metadata={"description": "Name"})
    second_officer = fields.String(required=True, metadata={"description": "Name"})


class ParkedToSettleSchema(ParkedDetailSchema):
    """A parked record with what proves it and how it can be settled."""

    can_stand = fields.Boolean(required=True)
    way = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "How it may stand: waive (two people answer for it), approval (the second person is the "
            "round's bank manager and checks now), again (something else was put right since)"
        },
    )
    why = fields.String(required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    settlement = fields.Nested(SettledSchema, required=True, allow_none=True)


class CaseToSettleSchema(ConflictDetailSchema):
    """A case with both sides, what proves each, and how it can be settled."""

    first_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    second_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    decisions = fields.List(fields.String(), required=True, metadata={"description": "first, second or noted"})
    settlement = fields.Nested(SettledSchema, required=True, allow_none=True)


class _NewSettlementSchema(Schema):
    reason = fields.String(required=True, validate=_REASON)
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    second = fields.Nested(
        CredentialsSchema, required=True, metadata={"description": "The second person proves their account"}
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
