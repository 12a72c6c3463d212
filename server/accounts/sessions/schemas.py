"""Shapes of log-ins on the wire."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.accounts.officers.schemas import OwnOfficerSchema
from server.accounts.sessions.queries import current_session

_CODE = validate.Length(1, 60)


class CredentialsSchema(Schema):
    """An account and its password."""

    username = fields.String(required=True, validate=validate.Length(1, 60))
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))


class AccountProofSchema(CredentialsSchema):
    """An account that a second person proves at the desk; its code where it has a second factor."""

    code = fields.String(
        load_only=True,
        load_default=None,
        allow_none=True,
        validate=_CODE,
        metadata={"description": "Of an authenticator app, or a recovery code"},
    )


class StandingSchema(Schema):
    """Whether there is a second factor, and what the county asks for."""

    has = fields.Boolean(required=True)
    advice = fields.String(required=True, validate=validate.OneOf(["none", "offered", "required", "overdue"]))
    until = fields.AwareDateTime(required=True, allow_none=True)


class FactorResetSchema(Schema):
    """Who took one's second factors away, and when."""

    at = fields.AwareDateTime(required=True)
    by = fields.String(attribute="by.name", required=True)


class SessionSchema(Schema):
    """Who is logged in, and when silence ends it."""

    officer = fields.Nested(OwnOfficerSchema, required=True)
    idle_minutes = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(required=True)
    second_factor = fields.Nested(StandingSchema, required=True)
    factors_reset = fields.Nested(FactorResetSchema, required=True, allow_none=True)


class OwnPasswordSchema(Schema):
    """The password one has and the one one wants."""

    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    new_password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))


class SecondStepSchema(Schema):
    """One second factor: a code, or a security key's answer as WebAuthn's own JSON."""

    code = fields.String(load_only=True, validate=_CODE)
    credential = fields.Dict(load_only=True)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Take exactly one proof."""
        if len(data) != 1:
            raise ValidationError("exactly one proof")


class AgainSchema(SecondStepSchema):
    """A password or a second factor of one's own, given once more."""

    password = fields.String(load_only=True, validate=validate.Length(1, 200))


class KeyRequestSchema(Schema):
    """What the browser hands to navigator.credentials, as WebAuthn's own JSON."""

    options = fields.Dict(required=True)


class OpenSessionSchema(Schema):
    """One log-in: where, when, with which browser or tablet, by which second factor."""

    id = fields.String(required=True)
    is_this = fields.Function(
        lambda session: session.id == current_session().id, required=True, metadata={"type": "boolean"}
    )
    created_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(required=True)
    address = fields.String(required=True, allow_none=True)
    browser = fields.String(required=True, allow_none=True)
    factor = fields.String(required=True, allow_none=True)
    device = fields.String(attribute="device.name", dump_default=None, required=True, allow_none=True)


class OpenSessionsSchema(Schema):
    """The log-ins of one officer."""

    items = fields.List(fields.Nested(OpenSessionSchema), required=True)
    total = fields.Integer(required=True)
