"""Shapes of the fleet on the wire."""

from marshmallow import Schema, fields, validate

from server.accounts.devices.schemas import DeviceSchema
from server.sync.epochs.schemas import LostEpochSchema
from server.sync.fleet.rules import ATTENTION


class ChainSchema(Schema):
    """One epoch of a device's chain: the last number it told of, and the last one here."""

    epoch = fields.Integer(required=True)
    told = fields.Integer(required=True, allow_none=True)
    held = fields.Integer(required=True)


class FleetDeviceSchema(Schema):
    """A device with what it last said of itself and what the office knows; null: it said nothing of it."""

    device = fields.Nested(DeviceSchema, required=True)
    unsent = fields.Integer(required=True, allow_none=True)
    oldest_at = fields.DateTime(required=True, allow_none=True)
    clock_offset_ms = fields.Integer(required=True, allow_none=True)
    build = fields.String(required=True, allow_none=True)
    storage_persisted = fields.Boolean(required=True, allow_none=True)
    storage_free = fields.Integer(required=True, allow_none=True, metadata={"description": "Bytes"})
    parked_there = fields.Integer(required=True, allow_none=True, metadata={"description": "As the device said"})
    open_rounds_there = fields.Integer(required=True, allow_none=True, metadata={"description": "As the device said"})
    open_rounds = fields.Integer(required=True)
    parked = fields.Integer(required=True, metadata={"description": "Its records that wait for people"})
    epochs = fields.List(fields.Nested(ChainSchema), required=True)
    lost_epochs = fields.List(fields.Nested(LostEpochSchema), required=True)
    attention = fields.List(fields.String(validate=validate.OneOf(ATTENTION)), required=True)


class FleetSchema(Schema):
    """The devices in scope."""

    items = fields.List(fields.Nested(FleetDeviceSchema), required=True)
    total = fields.Integer(required=True)
    attention = fields.Integer(required=True, metadata={"description": "How many need somebody's attention"})
