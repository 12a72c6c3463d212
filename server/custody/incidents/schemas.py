"""Shapes of incidents on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.accounts.sessions.schemas import AccountProofSchema
from server.evidence.schemas import EvidenceSchema

_WORDS = validate.Regexp(r"\S", error="must say something")


class IncidentsQuery(PageQuery):
    """Which incidents; nothing named means all."""

    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["open", "settled"]))
    kind = fields.String(load_default=None, allow_none=True)
    round_id = fields.String(load_default=None, allow_none=True)


class IncidentSchema(Schema):
    """A missing card, or a second hand-over of one; numbers masked."""

    id = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "missing or second_hand_over"})
    state = fields.String(required=True)
    card_id = fields.String(required=True)
    box_position = fields.String(required=True)
    card_number_masked = fields.String(required=True)
    custody_state = fields.String(required=True)
    person_name = fields.String(required=True)
    person_number_masked = fields.String(required=True)
    round_id = fields.String(required=True, allow_none=True)
    device_id = fields.String(required=True, allow_none=True)
    device_name = fields.String(required=True, allow_none=True)
    event_id = fields.String(required=True, allow_none=True)
    other_event_id = fields.String(required=True, allow_none=True)
    area_code = fields.String(required=True)
    opened_at = fields.DateTime(required=True)
    outcome = fields.String(
        required=True, allow_none=True, metadata={"description": "found, handed_over, lost or clarified"}
    )
    cause = fields.String(required=True, allow_none=True)
    responsible = fields.String(required=True, allow_none=True)
    report_number = fields.String(required=True, allow_none=True)
    settled_at = fields.DateTime(required=True, allow_none=True)
    settled_by = fields.String(required=True, allow_none=True, metadata={"description": "Name"})
    second_officer = fields.String(required=True, allow_none=True, metadata={"description": "Name"})


class IncidentDetailSchema(IncidentSchema):
    """The same with what proves it, the record that was here first and the one that told of it."""

    first_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    second_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)


class NewIncidentSettlementSchema(Schema):
    """How it came about, who answers for it, and what became of the card."""

    outcome = fields.String(required=True, validate=validate.OneOf(["found", "handed_over", "lost", "clarified"]))
    cause = fields.String(required=True, validate=[validate.Length(min=1, max=400), _WORDS])
    responsible = fields.String(required=True, validate=[validate.Length(min=1, max=60), _WORDS])
    report_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    vault_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(equal=36))
    second = fields.Nested(
        AccountProofSchema,
        required=True,
        metadata={"description": "The second person proves their account; of a found card, the vault's custodian"},
    )


IncidentsSchema = page_of(IncidentSchema, "Incidents")
