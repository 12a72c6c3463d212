"""Shapes of second factors on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.sessions.schemas import StandingSchema

_NAME = validate.Length(1, 60)


class FactorSchema(Schema):
    """A second factor as its owner sees it: nothing of its secret."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["totp", "key"]))
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_used_at = fields.AwareDateTime(required=True, allow_none=True)


class FactorsSchema(Schema):
    """One's own second factors, and what can be done."""

    items = fields.List(fields.Nested(FactorSchema), required=True)
    standing = fields.Nested(StandingSchema, required=True)
    recovery_codes_left = fields.Integer(required=True)
    keys_work_here = fields.Boolean(required=True)


class NewAppSchema(Schema):
    """What an authenticator app is set up with, shown this once."""

    id = fields.String(required=True)
    secret = fields.String(required=True)
    address = fields.String(required=True)


class FirstCodeSchema(Schema):
    """The first code of an app, and how its owner calls it."""

    name = fields.String(required=True, validate=_NAME)
    code = fields.String(required=True, load_only=True, validate=validate.Length(1, 20))


class NewKeySchema(Schema):
    """A security key's answer, as WebAuthn's own JSON, and how its owner calls it."""

    name = fields.String(required=True, validate=_NAME)
    credential = fields.Dict(required=True)


class NewFactorSchema(Schema):
    """A factor that counts from now on; recovery codes come with the first one, shown this once."""

    factor = fields.Nested(FactorSchema, required=True)
    recovery_codes = fields.List(fields.String(), required=True)


class RecoveryCodesSchema(Schema):
    """New recovery codes, shown this once."""

    recovery_codes = fields.List(fields.String(), required=True)
