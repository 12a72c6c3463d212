"""Shapes of batches on the wire."""

from marshmallow import Schema, fields

from server.accounts.schemas import page_of


class OfficerNameSchema(Schema):
    """An officer as records name them."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class BankNameSchema(Schema):
    """A bank as other things name it."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class BatchSchema(Schema):
    """A batch with its cards counted by custody state."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    area_code = fields.String(required=True)
    maker = fields.String(required=True)
    bank = fields.Nested(BankNameSchema, required=True, allow_none=True)
    row_count = fields.Integer(required=True)
    state = fields.String(required=True)
    imported_at = fields.AwareDateTime(required=True)
    imported_by = fields.Nested(OfficerNameSchema, required=True)
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BankCountSchema(Schema):
    """Cards of one bank."""

    bank_code = fields.String(required=True)
    bank_name = fields.String(required=True)
    cards = fields.Integer(required=True)


class VillageCountSchema(Schema):
    """Cards of one village; null for people without one."""

    village_code = fields.String(required=True, allow_none=True)
    village_name = fields.String(required=True, allow_none=True)
    cards = fields.Integer(required=True)


class BatchDetailSchema(BatchSchema):
    """A batch in full."""

    by_bank = fields.List(fields.Nested(BankCountSchema), required=True)
    by_village = fields.List(fields.Nested(VillageCountSchema), required=True)
    portraits = fields.Integer(required=True)


BatchPage = page_of(BatchSchema, "BatchPage")
