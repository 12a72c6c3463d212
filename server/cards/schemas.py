"""Shapes of banks and cards on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.cards.batches.schemas import BankNameSchema
from server.cards.imports.schemas import BatchNameSchema
from server.rules import states

_LONGEST_QUERY = 60


class BankSchema(Schema):
    """A partner bank."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    short_name = fields.String(required=True)


class BanksSchema(Schema):
    """All partner banks."""

    items = fields.List(fields.Nested(BankSchema), required=True)
    total = fields.Integer(required=True)


class CardSearchSchema(PageQuery):
    """What to look for; it travels in the body, since addresses end up in logs."""

    q = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, _LONGEST_QUERY))
    village_code = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"[0-9]{2,12}\Z"),
        metadata={"description": "A village, or the beginning of its code: a township (9 digits), a county (6)"},
    )
    custody_state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(states("custody")))
    batch_id = fields.String(load_default=None, allow_none=True)
    bank_code = fields.String(load_default=None, allow_none=True)


class CardPersonSchema(Schema):
    """The person of a card, numbers masked."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    sex = fields.String(required=True, allow_none=True)
    phone_masked = fields.String(required=True, allow_none=True)
    village_code = fields.String(required=True, allow_none=True)
    village_name = fields.String(required=True, allow_none=True)
    group_name = fields.String(required=True, allow_none=True)
    has_portrait = fields.Boolean(required=True)


class CardSchema(Schema):
    """A card and its person as lists show them."""

    id = fields.String(required=True)
    number_masked = fields.String(required=True)
    bank = fields.Nested(BankNameSchema, required=True)
    bank_card_masked = fields.String(required=True, allow_none=True)
    batch = fields.Nested(BatchNameSchema, required=True)
    box_position = fields.String(required=True)
    custody_state = fields.String(required=True)
    holder_kind = fields.String(required=True)
    holder_id = fields.String(required=True, allow_none=True)
    social_state = fields.String(required=True)
    finance_state = fields.String(required=True)
    face_check = fields.String(required=True)
    password_changed = fields.String(required=True)
    freeze_state = fields.String(required=True)
    cardholder = fields.Nested(CardPersonSchema, required=True)


CardPage = page_of(CardSchema, "CardPage")
