"""Shapes of vaults on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import page_of
from server.accounts.sessions.schemas import AccountProofSchema
from server.cards.batches.schemas import BankCountSchema, OfficerNameSchema
from server.evidence.schemas import PenStrokesSchema

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


class VaultTransferSchema(Schema):
    """A vault given from one custodian to the next, with the cards they counted."""

    id = fields.String(required=True)
    outgoing = fields.String(required=True)
    incoming = fields.String(required=True)
    counted = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class NewVaultTransferSchema(Schema):
    """The count and both signatures; the custodian is logged in, the next one proves the account here."""

    counted = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    outgoing_signature = fields.Nested(PenStrokesSchema, required=True)
    incoming = fields.Nested(AccountProofSchema, required=True)
    incoming_signature = fields.Nested(PenStrokesSchema, required=True)


class VaultDetailSchema(VaultSchema):
    """A vault with its cards counted by state, bank and age."""

    by_state = fields.List(fields.Nested(StateCountSchema), required=True)
    by_bank = fields.List(fields.Nested(BankCountSchema), required=True)
    by_age = fields.List(fields.Nested(AgeCountSchema), required=True)
    transfers = fields.List(fields.Nested(VaultTransferSchema), required=True)


class NewVaultSchema(Schema):
    """A vault to set up."""

    name = fields.String(required=True, validate=validate.Length(1, 60))
    kind = fields.String(required=True, validate=validate.OneOf(["office", "bank", "window"]))
    organisation_id = fields.String(required=True, validate=_ID)
    custodian_id = fields.String(required=True, validate=_ID)
    area_code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{12}\Z"))


VaultPage = page_of(VaultSchema, "VaultPage")
