"""The shape of outcomes on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import DAY, PageQuery, page_of
from server.evidence.schemas import EvidenceSchema


class HandOverSearchSchema(PageQuery):
    """What to look for; it travels in the body because it may name a person."""

    q = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    village_code = fields.String(load_default=None, allow_none=True)
    round_id = fields.String(load_default=None, allow_none=True)
    reading_state = fields.String(load_default=None, allow_none=True)
    first_day = fields.Date(load_default=None, allow_none=True, validate=DAY)
    last_day = fields.Date(load_default=None, allow_none=True, validate=DAY)


class ReasonWordSchema(Schema):
    """A reason in words."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class HandOverNameSchema(Schema):
    """Somebody by name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class HandOverRoundSchema(Schema):
    """The round of a hand-over."""

    id = fields.String(required=True)
    place = fields.String(required=True)
    planned_on = fields.Date(required=True)
    number = fields.Integer(required=True)


class HandOverCardSchema(Schema):
    """The card of a hand-over."""

    id = fields.String(required=True)
    number_masked = fields.String(required=True)
    box_position = fields.String(required=True)
    social_state = fields.String(required=True)
    finance_state = fields.String(required=True)


class HandOverPersonSchema(HandOverNameSchema):
    """The person of a hand-over."""

    social_security_number_masked = fields.String(required=True)


class HandOverSchema(Schema):
    """A hand-over as lists show it."""

    id = fields.String(required=True)
    handed_at = fields.DateTime(required=True)
    path = fields.String(required=True)
    place = fields.String(required=True)
    proxy_name = fields.String(required=True, allow_none=True)
    signature_kind = fields.String(required=True)
    bank_check_way = fields.String(required=True)
    bank_half = fields.String(required=True, metadata={"description": "here, missing or refused"})
    temporary_card_state = fields.String(
        required=True, allow_none=True, metadata={"description": "returned, paid or recycled; null: there was none"}
    )
    settled = fields.Boolean(
        required=True, metadata={"description": "Both halves are here and a temporary card's recovery is confirmed"}
    )
    round = fields.Nested(HandOverRoundSchema, required=True)
    village_code = fields.String(required=True)
    village_name = fields.String(required=True)
    bank_name = fields.String(required=True)
    card = fields.Nested(HandOverCardSchema, required=True)
    cardholder = fields.Nested(HandOverPersonSchema, required=True)
    specialist = fields.Nested(HandOverNameSchema, required=True)
    bank_manager = fields.Nested(HandOverNameSchema, required=True, allow_none=True)
    reading_state = fields.String(required=True)
    social_activation = fields.String(required=True, allow_none=True)
    corrected_by = fields.String(required=True, allow_none=True)


HandOversSchema = page_of(HandOverSchema, "HandOvers")


class FinanceReportSchema(Schema):
    """What the bank manager's terminal answered."""

    id = fields.String(required=True)
    result = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    terminal_reference = fields.String(required=True, allow_none=True)
    password_changed = fields.Boolean(required=True)
    at = fields.DateTime(required=True)
    corrected_by = fields.String(required=True, allow_none=True)


class HandOverActivationSchema(Schema):
    """An activation that followed."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    settled_at = fields.DateTime(required=True, allow_none=True)


class HandOverProxySchema(Schema):
    """Who collected the card, numbers masked."""

    name = fields.String(required=True)
    number_masked = fields.String(required=True)
    phone_masked = fields.String(required=True)
    relation = fields.Nested(ReasonWordSchema, required=True, allow_none=True)
    exception = fields.Nested(ReasonWordSchema, required=True, allow_none=True)
    document = fields.String(required=True, allow_none=True)


class HandOverContactSchema(Schema):
    """Contact data that was set right."""

    phone_masked = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)


class SettledTemporaryCardSchema(Schema):
    """What became of a temporary card; recovery is the state of what was asked of the card-management system."""

    how = fields.String(required=True)
    state = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    fee_fen = fields.Integer(required=True)
    receipt_number = fields.String(required=True, allow_none=True)
    recovery = fields.String(required=True, allow_none=True)


class HandOverCosignSchema(Schema):
    """The bank manager's half from a device of its own."""

    id = fields.String(required=True)
    result = fields.String(required=True)
    reason = fields.Nested(ReasonWordSchema, required=True, allow_none=True)
    at = fields.DateTime(required=True)
    signed_before_the_check = fields.Boolean(required=True)


class HandOverDetailSchema(HandOverSchema):
    """A hand-over with what proves it."""

    match = fields.Dict(required=True)
    match_reason = fields.Nested(ReasonWordSchema, required=True, allow_none=True)
    identity_method = fields.String(required=True)
    identity_document = fields.String(required=True)
    proxy = fields.Nested(HandOverProxySchema, required=True, allow_none=True)
    witness_name = fields.String(required=True, allow_none=True)
    contact = fields.Nested(HandOverContactSchema, required=True, allow_none=True)
    notice = fields.Dict(required=True, allow_none=True)
    temporary_card = fields.Dict(required=True)
    temporary_card_settlement = fields.Nested(SettledTemporaryCardSchema, required=True, allow_none=True)
    cosign = fields.Nested(HandOverCosignSchema, required=True, allow_none=True)
    told_wechat = fields.Boolean(required=True)
    device_id = fields.String(required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    finance = fields.List(fields.Nested(FinanceReportSchema), required=True)
    activations = fields.List(fields.Nested(HandOverActivationSchema), required=True)


class OutcomeSchema(Schema):
    """What happened to one card of a round. outcome: handed_over, not_served, wrong_face or none."""

    card_id = fields.String(required=True)
    ordinal = fields.Integer(required=True)
    box_position = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    outcome = fields.String(required=True)
    reason = fields.Nested(ReasonWordSchema, required=True, allow_none=True)
    event_id = fields.String(required=True, allow_none=True)
    at = fields.DateTime(required=True, allow_none=True)
    reading_state = fields.String(required=True, allow_none=True)
    activations = fields.Dict(required=True, metadata={"description": "State by kind: social, finance"})
    custody_state = fields.String(required=True)


class OutcomesSchema(Schema):
    """A round's cards in box order with their outcomes."""

    items = fields.List(fields.Nested(OutcomeSchema), required=True)
    total = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
