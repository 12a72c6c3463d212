"""Shapes of tasks."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of
from server.issuance.temporary_cards.rules import OUTCOMES

_STATES = ["open", "settled"]


class TasksQuery(PageQuery):
    """Which tasks."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))


class TemporaryCardTaskSchema(Schema):
    """A temporary card that a list named after the formal one was handed over (2.1, reading 24)."""

    id = fields.String(required=True)
    hand_over_id = fields.String(required=True)
    card_id = fields.String(required=True)
    round_id = fields.String(required=True)
    area_code = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    box_position = fields.String(required=True)
    number = fields.String(required=True, metadata={"description": "The temporary card's number"})
    list_as_of = fields.DateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    outcome = fields.String(required=True, allow_none=True, validate=validate.OneOf(OUTCOMES))
    note = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    settled_at = fields.DateTime(required=True, allow_none=True)
    settled_by = fields.String(required=True, allow_none=True)


TemporaryCardTasksSchema = page_of(TemporaryCardTaskSchema, "TemporaryCardTasks")


class NewTaskSettlementSchema(Schema):
    """How a task was settled; a lost or damaged card needs a receipt of the officer's own book."""

    how = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    receipt_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=30))
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
