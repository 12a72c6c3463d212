"""Shapes of frozen cards on the wire."""

from marshmallow import Schema, fields

from server.accounts.schemas import page_of


class FrozenCardSchema(Schema):
    """A card kept from use because its holder was noted as deceased, and the first record that says so."""

    card_id = fields.String(required=True)
    card_number_masked = fields.String(required=True)
    box_position = fields.String(required=True)
    custody_state = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    village_name = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True, allow_none=True)
    officer = fields.String(required=True, allow_none=True, metadata={"description": "Name"})
    note = fields.String(required=True, allow_none=True)
    round_id = fields.String(required=True, allow_none=True)
    round_closed = fields.Boolean(
        required=True,
        metadata={"description": "Until then the tablet corrects its own record; after it the county does"},
    )


FrozenCardsSchema = page_of(FrozenCardSchema, "FrozenCards")
