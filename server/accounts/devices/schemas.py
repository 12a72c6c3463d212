"""Shapes of devices on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.devices.rules import KINDS
from server.accounts.organisations.schemas import OrganisationSchema


class DeviceOfficerSchema(Schema):
    """Somebody who works on a device."""

    id = fields.String(attribute="officer.id", required=True)
    name = fields.String(attribute="officer.name", required=True)
    roles = fields.List(fields.String(), attribute="officer.roles", required=True)
    added_at = fields.AwareDateTime(required=True)


class DeviceSchema(Schema):
    """A device as the desk and the device itself see it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    enrolled_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    last_contact_at = fields.AwareDateTime(required=True, allow_none=True)
    report = fields.Dict(required=True, allow_none=True)
    officers = fields.List(fields.Nested(DeviceOfficerSchema), required=True)


class DevicesSchema(Schema):
    """The devices in scope."""

    items = fields.List(fields.Nested(DeviceSchema), required=True)
    total = fields.Integer(required=True)


class NewDeviceSchema(Schema):
    """A device to enter."""

    name = fields.String(required=True, validate=validate.Length(1, 60))
    kind = fields.String(load_default=KINDS[0], validate=validate.OneOf(KINDS))
    organisation_id = fields.String(required=True, validate=validate.Length(equal=36))


class ShownCodeSchema(Schema):
    """A one-time code, to type or as the text of a QR."""

    code = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    qr = fields.String(required=True)


class EnrolmentSchema(Schema):
    """The code a browser shows, and the public half of the key it made for itself.

    A browser that already is a device says which: a code for another device is refused and not used up.
    """

    code = fields.String(required=True, load_only=True, validate=validate.Length(8, 24))
    device_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(equal=36))
    public_key = fields.Dict(load_default=None, allow_none=True, metadata={"description": "P-256 public key as a JWK"})


class ChallengeQuerySchema(Schema):
    """Which device wants to prove that it is the one."""

    device_id = fields.String(required=True, validate=validate.Length(equal=36))


class ChallengeSchema(Schema):
    """What the device must sign."""

    challenge = fields.String(required=True, validate=validate.Length(1, 2000))


class ProofSchema(ChallengeSchema):
    """The challenge with the device's signature."""

    proof = fields.String(
        required=True,
        validate=validate.Length(1, 4000),
        metadata={"description": "Compact JWS (ES256, typ songka-proof) of the challenge's text"},
    )


class EnrolledSchema(Schema):
    """What a device learns when it is enrolled."""

    device = fields.Nested(DeviceSchema, required=True)
    receipt_key = fields.Dict(required=True, metadata={"description": "JWK that verifies leases and receipts"})
    escrow_key = fields.Dict(
        required=True, metadata={"description": "JWK with its kid to which records are sealed; hello tells a new one"}
    )
    lineage = fields.String(required=True, allow_none=True, metadata={"description": "Which server's history this is"})


class JoinSchema(Schema):
    """An officer's account, and the public keys made for them on this device."""

    username = fields.String(required=True, validate=validate.Length(1, 60))
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    seal_public_key = fields.Dict(required=True, metadata={"description": "P-256 public key as a JWK"})
    sign_public_key = fields.Dict(
        required=True, metadata={"description": "P-256 public key as a JWK; with it the officer's records are verified"}
    )


class JoinedOfficerSchema(Schema):
    """Who has joined."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)


class JoinedSchema(Schema):
    """The officer who has joined a device."""

    officer = fields.Nested(JoinedOfficerSchema, required=True)
