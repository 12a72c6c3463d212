"""Shapes of the close on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.evidence.schemas import PenStrokesSchema
from server.rules import reason_codes

_ID = validate.Length(equal=36)


class SumsSchema(Schema):
    """taken = handed + returned + wrong + missing (+ elsewhere: on another tablet); `open` is unaccounted for."""

    taken = fields.Integer(required=True)
    handed = fields.Integer(required=True)
    returned = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    elsewhere = fields.Integer(required=True)
    open = fields.Integer(required=True)
    holds = fields.Boolean(required=True)


class CloseCardSchema(Schema):
    """A card of the round, its person masked."""

    card_id = fields.String(required=True)
    box_position = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    share = fields.Integer(required=True, allow_none=True)


class ContradictionSchema(CloseCardSchema):
    """A card that two say different things of."""

    kind = fields.String(
        required=True,
        metadata={
            "description": "handed_and_returned, handed_and_missing, wrong_and_returned, not_recorded_as_wrong, "
            "counted_twice or not_elsewhere"
        },
    )
    device_id = fields.String(required=True, metadata={"description": "Whose count says otherwise than the ledger"})
    device_name = fields.String(required=True)


class TabletCountSchema(Schema):
    """The joint count of a tablet."""

    id = fields.String(required=True)
    at = fields.DateTime(required=True)
    cash_fen = fields.Integer(required=True)
    receipts = fields.List(fields.String(), required=True)
    check_code = fields.String(required=True)
    specialist = fields.String(required=True)
    bank_manager = fields.String(
        required=True, allow_none=True, metadata={"description": "Null while the companion's half is not here"}
    )
    cosigned_by_companion = fields.Boolean(required=True)


class LostTabletSchema(Schema):
    """By whom and why a tablet was declared lost."""

    at = fields.DateTime(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)


class CloseTabletSchema(Schema):
    """One tablet of the round."""

    lease_id = fields.String(required=True)
    device_id = fields.String(required=True)
    device_name = fields.String(required=True)
    share = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, metadata={"description": "open, counted or lost"})
    sums = fields.Nested(SumsSchema, required=True)
    unsent = fields.Integer(required=True, allow_none=True)
    last_contact_at = fields.DateTime(required=True, allow_none=True)
    lost = fields.Nested(LostTabletSchema, required=True, allow_none=True)
    count = fields.Nested(TabletCountSchema, required=True, allow_none=True)


class CheckInSchema(Schema):
    """What the vault took back."""

    custodian = fields.String(required=True)
    specialist = fields.String(required=True)
    returned = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class WaitingRecordSchema(Schema):
    """A record of the round that moves a card and waits for people."""

    event_id = fields.String(required=True)
    type = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class FinanceAloneSchema(CloseCardSchema):
    """An account that the bank activated for a card nobody handed over: to clear, and to acknowledge at the close."""

    event_id = fields.String(required=True)
    bank_manager = fields.String(required=True)
    terminal_reference = fields.String(required=True, allow_none=True)
    at = fields.DateTime(required=True)


class ClosingSchema(Schema):
    """What whoever closes has seen: the bank's reports without a hand-over, by their ids (1.2.2.d, 4.1.1.b)."""

    finance_seen = fields.List(fields.String(validate=_ID), load_default=list)


class BlockSchema(Schema):
    """What keeps the round open, in words."""

    code = fields.String(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)


class RoundCloseSchema(Schema):
    """Where a round stands before it is closed, and as it was closed."""

    round_id = fields.String(required=True)
    state = fields.String(required=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    whole = fields.Nested(SumsSchema, required=True)
    tablets = fields.List(fields.Nested(CloseTabletSchema), required=True)
    open = fields.List(fields.Nested(CloseCardSchema), required=True)
    contradictions = fields.List(fields.Nested(ContradictionSchema), required=True)
    rest = fields.List(
        fields.Nested(CloseCardSchema), required=True, metadata={"description": "To tick at check-in: into the vault"}
    )
    wrong = fields.List(
        fields.Nested(CloseCardSchema), required=True, metadata={"description": "To tick at check-in: into the bag"}
    )
    waiting = fields.List(fields.Nested(WaitingRecordSchema), required=True)
    frozen = fields.List(
        fields.Nested(CloseCardSchema),
        required=True,
        metadata={"description": "Kept apart: their holders were recorded as deceased (3.1.a)"},
    )
    finance_alone = fields.List(fields.Nested(FinanceAloneSchema), required=True)
    check_in = fields.Nested(CheckInSchema, required=True, allow_none=True)
    cash_fen = fields.Integer(required=True)
    receipts = fields.List(fields.String(), required=True)
    blocks = fields.List(fields.Nested(BlockSchema), required=True)


class NewCheckInSchema(Schema):
    """What two people counted back: every card of `rest` and `wrong`, ticked one by one."""

    counted_card_ids = fields.List(fields.String(validate=_ID), required=True)
    missing_card_ids = fields.List(fields.String(validate=_ID), load_default=list)
    custodian_signature = fields.Nested(PenStrokesSchema, required=True)
    specialist = fields.Nested(AccountProofSchema, required=True)
    specialist_signature = fields.Nested(PenStrokesSchema, required=True)


class NewLossSchema(Schema):
    """Why a tablet will bring no more records."""

    reason = fields.String(
        required=True,
        validate=validate.OneOf(reason_codes("tablet_lost")),
    )
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
