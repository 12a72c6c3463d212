"""Shapes of officers on the wire."""

from typing import Any

from marshmallow import Schema, fields, validate

from server.accounts.organisations.schemas import OrganisationSchema
from server.accounts.rules import permissions_of, roles
from server.accounts.schemas import PageQuery, page_of

_ROLES = fields.List(fields.String(validate=validate.OneOf(roles())), required=True, validate=validate.Length(1))
_USERNAME = validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}\Z", error="2 to 40 letters, digits, dots or dashes")
_NAME = validate.Length(1, 60)
_ID = validate.Length(equal=36)


class OfficerSchema(Schema):
    """An account as administrators see it."""

    id = fields.String(required=True)
    username = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    disabled_at = fields.AwareDateTime(required=True, allow_none=True)


class OwnOfficerSchema(OfficerSchema):
    """An account as its owner sees it, with what they may do."""

    permissions = fields.Function(
        lambda officer: permissions_of(officer.roles),
        required=True,
        metadata={"type": "array", "items": {"type": "string"}},
    )


class PartnerSchema(Schema):
    """Somebody who can be asked to join a round."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    organisation_name = fields.String(attribute="organisation.name", required=True)
    bank_code = fields.String(attribute="organisation.bank_code", required=True, allow_none=True)


class PartnersSchema(Schema):
    """Who serves a village."""

    items = fields.List(fields.Nested(PartnerSchema), required=True)
    total = fields.Integer(required=True)


class PartnerQuery(Schema):
    """For which village, in which role, of which bank."""

    area_code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{6,12}\Z"))
    role = fields.String(required=True, validate=validate.OneOf(["card_specialist", "bank_manager"]))
    bank_code = fields.String(load_default=None, validate=validate.Length(1, 20))


class OfficerQuery(PageQuery):
    """Which officers."""

    role = fields.String(load_default=None, validate=validate.OneOf(roles()))
    organisation_id = fields.String(load_default=None, validate=_ID)


class NewOfficerSchema(Schema):
    """What an account is made with."""

    username = fields.String(required=True, validate=_USERNAME)
    name = fields.String(required=True, validate=_NAME)
    organisation_id = fields.String(required=True, validate=_ID)
    roles = _ROLES


class OfficerChangeSchema(Schema):
    """What to change; what is left out stays."""

    name = fields.String(validate=_NAME)
    organisation_id = fields.String(validate=_ID)
    roles = fields.List(fields.String(validate=validate.OneOf(roles())), validate=validate.Length(1))
    disabled = fields.Boolean(truthy={True}, falsy={False})


class OfficerWithPasswordSchema(Schema):
    """An account with its new password, shown this once."""

    officer = fields.Nested(OfficerSchema, required=True)
    password = fields.String(required=True)


OfficerPage: Any = page_of(OfficerSchema, "OfficerPage")
