"""Shapes of the ledger on the wire."""

from marshmallow import Schema, fields

from server.accounts.schemas import page_of
from server.cards.batches.schemas import OfficerNameSchema
from server.cards.schemas import CardSchema


class HandSchema(Schema):
    """One end of a movement; vaults have a name, the state is the card's there."""

    kind = fields.String(required=True)
    id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)


class MovementSchema(Schema):
    """One line of the ledger. `at` is when it happened, `recorded_at` when it was learned of."""

    id = fields.Integer(required=True)
    card_id = fields.String(required=True)
    verb = fields.String(required=True)
    from_ = fields.Nested(HandSchema, attribute="from", data_key="from", required=True)
    to = fields.Nested(HandSchema, required=True)
    at = fields.AwareDateTime(required=True)
    recorded_at = fields.AwareDateTime(required=True)
    clause = fields.String(required=True)
    officer = fields.Nested(OfficerNameSchema, required=True, allow_none=True)
    second_officer = fields.Nested(OfficerNameSchema, required=True, allow_none=True)
    round_id = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    reverses_id = fields.Integer(required=True, allow_none=True)


class StateChangeSchema(Schema):
    """A change of one of a card's functions."""

    axis = fields.String(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    clause = fields.String(required=True)
    event_id = fields.String(required=True, allow_none=True)


class CardWithTrailSchema(CardSchema):
    """A card with its story, the oldest line first."""

    movements = fields.List(fields.Nested(MovementSchema), required=True)
    state_changes = fields.List(fields.Nested(StateChangeSchema), required=True)


MovementPage = page_of(MovementSchema, "MovementPage")
