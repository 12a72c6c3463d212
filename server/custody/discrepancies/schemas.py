"""Shapes of discrepancies on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.accounts.sessions.schemas import AccountProofSchema
from server.cards.batches.schemas import OfficerNameSchema
from server.cards.imports.schemas import BatchNameSchema
from server.custody.discrepancies.rules import causes
from server.custody.receipts.schemas import DifferenceSchema, VaultNameSchema
from server.rules import states

_WORDS = validate.Regexp(r"\S", error="must say something")


class DiscrepanciesQuery(PageQuery):
    """Which discrepancies; without a state, all."""

    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(states("discrepancy")))


class DiscrepancySchema(DifferenceSchema):
    """Something a count found that is not as announced, and what became of it."""

    opened_at = fields.AwareDateTime(required=True)
    batch = fields.Nested(BatchNameSchema, required=True)
    vault = fields.Nested(VaultNameSchema, required=True)
    custody_state = fields.String(required=True, allow_none=True, metadata={"description": "Where the card is now"})
    cause = fields.String(required=True, allow_none=True)
    responsible = fields.String(required=True, allow_none=True)
    report_number = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    found_again = fields.Boolean(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_by = fields.Nested(OfficerNameSchema, required=True, allow_none=True)


class SettlementSchema(Schema):
    """Cause, responsibility, report (4.1.1.b)."""

    cause = fields.String(required=True, validate=validate.OneOf(causes()))
    responsible = fields.String(
        required=True, validate=[validate.Length(1, 80), _WORDS], metadata={"description": "Who answers for it"}
    )
    report_number = fields.String(required=True, validate=[validate.Length(1, 40), _WORDS])
    note = fields.String(load_default="", validate=validate.Length(0, 500))
    custodian = fields.Nested(
        AccountProofSchema,
        load_default=None,
        allow_none=True,
        metadata={
            "description": "The missing card is there again: the vault's custodian proves their account and takes it"
        },
    )


DiscrepancyPage = page_of(DiscrepancySchema, "DiscrepancyPage")
