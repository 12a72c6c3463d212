"""Shapes of vaults on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import page_of
from server.cards.batches.schemas import BankCountSchema, OfficerNameSchema

_ID = validate.Length(equal=36)


class VaultSchema(Schema):
    """A vault with its custodian and how many cards lie there."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    organisation_id = fields.String(required=True)
    area_code = fields.String(required=True)
    custodian = fields.Nested(OfficerNameSchema, required=True)
    cards = fields.Integer(required=True)


class StateCountSchema(Schema):
    """Cards in one custody state."""

    custody_state = fields.String(required=True)
    cards = fields.Integer(required=True)


class AgeCountSchema(Schema):
    """Cards that came in between so many days ago; the last step has no end."""

    from_days = fields.Integer(required=True)
    to_days = fields.Integer(required=True, allow_none=True)
    cards = fields.Integer(required=True)


class VaultDetailSchema(VaultSchema):
    """A vault with its cards counted by state, bank and age."""

    by_state = fields.List(fields.Nested(StateCountSchema), required=True)
    by_bank = fields.List(fields.Nested(BankCountSchema), required=True)
    by_age = fields.List(fields.Nested(AgeCountSchema), required=True)


class NewVaultSchema(Schema):
    """A vault to set up."""

    name = fields.String(required=True, validate=validate.Length(1, 60))
    kind = fields.String(required=True, validate=validate.OneOf(["office", "bank", "window"]))
    organisation_id = fields.String(required=True, validate=_ID)
    custodian_id = fields.String(required=True, validate=_ID)
    area_code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{12}\Z"))


VaultPage = page_of(VaultSchema, "VaultPage")
