"""Shapes of addresses on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import page_of
from server.cards.addresses.rules import KEY_LENGTH

_MOST_KEYS = 500


class UnmatchedAddressSchema(Schema):
    """Addresses of one place without a village; an empty key stands for people without an address."""

    area_code = fields.String(required=True, metadata={"description": "The county, six digits"})
    address_key = fields.String(required=True)
    people = fields.Integer(required=True)
    example = fields.String(required=True, allow_none=True)


class AssignmentSchema(Schema):
    """Which addresses belong to which village."""

    address_keys = fields.List(
        fields.String(validate=validate.Length(0, KEY_LENGTH)),
        required=True,
        validate=validate.Length(1, _MOST_KEYS),
    )
    village_code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{12}\Z"))


class AssignedSchema(Schema):
    """How many people have a village now."""

    people = fields.Integer(required=True)


UnmatchedAddressPage = page_of(UnmatchedAddressSchema, "UnmatchedAddressPage")
