"""The shape of the overview."""

from marshmallow import Schema, fields

from server.rounds.schemas import RoundSchema


class OverviewCardsSchema(Schema):
    """Where the cards are."""

    total = fields.Integer(required=True)
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    social_enabled = fields.Integer(required=True)
    finance_active = fields.Integer(required=True)


class RoundTodaySchema(RoundSchema):
    """A round of today as far as its tablet has reported; nothing reported yet is not zero handed over."""

    handed_over = fields.Integer(required=True)
    not_served = fields.Integer(required=True)
    wrong_face = fields.Integer(required=True)
    last_contact_at = fields.DateTime(required=True, allow_none=True)
    unsent = fields.Integer(required=True, allow_none=True)


class OverviewDaySchema(Schema):
    """Hand-overs of one day."""

    day = fields.Date(required=True)
    by_person = fields.Integer(required=True)
    by_proxy = fields.Integer(required=True)


class OverviewAgeSchema(Schema):
    """Cards in vaults by how long they have lain there."""

    from_days = fields.Integer(required=True)
    to_days = fields.Integer(required=True, allow_none=True)
    count = fields.Integer(required=True)


class OverviewDeviceSchema(Schema):
    """A device and what it still keeps."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    last_contact_at = fields.DateTime(required=True, allow_none=True)
    unsent = fields.Integer(required=True, allow_none=True)
    oldest_at = fields.String(required=True, allow_none=True)


class WaitingReasonSchema(Schema):
    """Parked records of one reason."""

    reason = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    count = fields.Integer(required=True)
    oldest_at = fields.DateTime(required=True)


class WaitingSchema(Schema):
    """What waits for people."""

    parked = fields.List(fields.Nested(WaitingReasonSchema), required=True)
    conflicts = fields.Integer(required=True)


class OverviewSchema(Schema):
    """The desk's first page."""

    as_of = fields.DateTime(required=True)
    cards = fields.Nested(OverviewCardsSchema, required=True)
    rounds_today = fields.List(fields.Nested(RoundTodaySchema), required=True)
    days = fields.List(fields.Nested(OverviewDaySchema), required=True)
    vault_ages = fields.List(fields.Nested(OverviewAgeSchema), required=True)
    activations = fields.Dict(required=True, metadata={"description": "Count by kind and state"})
    devices = fields.List(fields.Nested(OverviewDeviceSchema), required=True)
    waiting = fields.Nested(WaitingSchema, required=True)
