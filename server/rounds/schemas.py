"""The shape of rounds on the wire."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.accounts.schemas import DAY, PageQuery, page_of
from server.accounts.sessions.schemas import AccountProofSchema, CredentialsSchema
from server.evidence.schemas import PenStrokesSchema
from server.rounds.bundle.rules import FIRST_FORMAT

_ID = validate.Length(equal=36)


class TeamOfficerSchema(Schema):
    """An officer of the team."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    organisation = fields.String(required=True)


class RoundSchema(Schema):
    """A round as lists show it."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    area_code = fields.String(required=True)
    village_name = fields.String(required=True)
    bank_code = fields.String(required=True)
    bank_name = fields.String(required=True)
    place = fields.String(required=True)
    planned_on = fields.Date(required=True)
    number = fields.Integer(required=True)
    state = fields.String(required=True)
    cards = fields.Integer(required=True)
    specialist = fields.Nested(TeamOfficerSchema, required=True)
    bank_manager = fields.Nested(TeamOfficerSchema, required=True)
    vault_id = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class LeaseSchema(Schema):
    """The claim of a tablet on a round."""

    id = fields.String(required=True)
    device_id = fields.String(required=True)
    issued_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    rules_edition = fields.String(required=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)
    share = fields.Integer(required=True, allow_none=True)
    lost_at = fields.DateTime(required=True, allow_none=True)


class CheckOutSchema(Schema):
    """The count before a round leaves."""

    custodian = fields.Nested(TeamOfficerSchema, required=True)
    specialist = fields.Nested(TeamOfficerSchema, required=True)
    counted = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class RoundDetailSchema(RoundSchema):
    """One round with what happened to it so far."""

    check_out = fields.Nested(CheckOutSchema, required=True, allow_none=True)
    leases = fields.List(fields.Nested(LeaseSchema), required=True)
    share_by = fields.String(required=True, allow_none=True)
    share_of = fields.Integer(required=True, allow_none=True)
    closed_at = fields.DateTime(required=True, allow_none=True)


class RoundsQuery(PageQuery):
    """Which rounds."""

    state = fields.String(load_default=None)
    area_code = fields.String(load_default=None)
    day = fields.Date(load_default=None)


RoundsSchema = page_of(RoundSchema, "Rounds")


class NewRoundSchema(Schema):
    """A round to plan; without card_ids it takes every candidate."""

    area_code = fields.String(required=True, validate=validate.Length(equal=12))
    bank_code = fields.String(required=True, validate=validate.Length(min=1, max=20))
    place = fields.String(required=True, validate=validate.Length(min=1, max=120))
    planned_on = fields.Date(required=True, validate=DAY)
    specialist_id = fields.String(required=True, validate=_ID)
    bank_manager_id = fields.String(required=True, validate=_ID)
    vault_id = fields.String(load_default=None, allow_none=True, validate=_ID)
    card_ids = fields.List(fields.String(validate=_ID), load_default=None, allow_none=True)


class CandidatesQuery(Schema):
    """Which cards may be taken along."""

    village_code = fields.String(required=True)
    bank_code = fields.String(required=True)
    vault_id = fields.String(load_default=None)


class RoundCardSchema(Schema):
    """A card in box order, its person masked."""

    card_id = fields.String(required=True)
    ordinal = fields.Integer(required=True)
    box_position = fields.String(required=True)
    number_masked = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    custody_state = fields.String(required=True)
    portrait = fields.Boolean(required=True)


class RoundCardsSchema(Schema):
    """All cards of a round, or all candidates, in box order."""

    items = fields.List(fields.Nested(RoundCardSchema), required=True)
    total = fields.Integer(required=True)


class NewCheckOutSchema(Schema):
    """What two people counted and sign for."""

    counted_card_ids = fields.List(fields.String(validate=_ID), required=True)
    custodian_signature = fields.Nested(PenStrokesSchema, required=True)
    specialist = fields.Nested(AccountProofSchema, required=True)
    specialist_signature = fields.Nested(PenStrokesSchema, required=True)


class ShareSchema(Schema):
    """What this tablet takes of a round that several take: all of it, or one of equal parts."""

    by = fields.String(required=True, validate=validate.OneOf(["all", "box", "group"]))
    of = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=2))
    ordinal = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1))

    @validates_schema
    def refuse_half_a_share(self, data: dict[str, Any], **_options: Any) -> None:
        """See that a part is named whole."""
        parts = (data["of"], data["ordinal"])
        if data["by"] == "all" and parts != (None, None):
            raise ValidationError("all of it has no parts", "of")
        if data["by"] != "all" and (None in parts or data["ordinal"] > data["of"]):
            raise ValidationError("which part of how many", "ordinal")


class NewLeaseSchema(Schema):
    """Who packs: nobody named means whoever is logged in on the tablet. Without a share it packs the round alone."""

    account = fields.Nested(CredentialsSchema, load_default=None, allow_none=True)
    share = fields.Nested(ShareSchema, load_default=None, allow_none=True)
    # Builds from before the second format name none.
    formats = fields.List(
        fields.Integer(),
        load_default=[FIRST_FORMAT],
        validate=validate.Length(max=20),
        metadata={"description": "Formats of the bundle that this device reads"},
    )


class BundlePlaceSchema(Schema):
    """The bundle to download."""

    sha256 = fields.String(required=True)
    length = fields.Integer(required=True)


class PackedLeaseSchema(LeaseSchema):
    """A lease with its signed token."""

    round_id = fields.String(required=True)
    token = fields.String(required=True, metadata={"description": "Compact JWS (ES256, typ songka-lease)"})


class PackedSchema(Schema):
    """A packed round."""

    lease = fields.Nested(PackedLeaseSchema, required=True)
    bundle = fields.Nested(BundlePlaceSchema, required=True)


class PackedTabletSchema(Schema):
    """A tablet that holds the round, and which share of it; null is all."""

    name = fields.String(required=True)
    share = fields.Integer(required=True, allow_none=True)


class DeviceRoundSchema(RoundSchema):
    """A round this device may pack or has packed, and how others have packed it."""

    packed_here = fields.Boolean(required=True)
    share_by = fields.String(required=True, allow_none=True)
    share_of = fields.Integer(required=True, allow_none=True)
    tablets = fields.List(fields.Nested(PackedTabletSchema), required=True)


class DeviceRoundsSchema(Schema):
    """The tablet's rounds."""

    items = fields.List(fields.Nested(DeviceRoundSchema), required=True)
    total = fields.Integer(required=True)
