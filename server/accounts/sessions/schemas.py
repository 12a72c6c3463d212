"""Shapes of log-ins on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.officers.schemas import OwnOfficerSchema


class CredentialsSchema(Schema):
    """An account and its password."""

    username = fields.String(required=True, validate=validate.Length(1, 60))
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))


class SessionSchema(Schema):
    """Who is logged in, and when silence ends it."""

    officer = fields.Nested(OwnOfficerSchema, required=True)
    idle_minutes = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(required=True)


class OwnPasswordSchema(Schema):
    """The password one has and the one one wants."""

    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    new_password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
