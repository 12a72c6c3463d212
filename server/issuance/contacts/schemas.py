"""Shapes of contact data that was set right."""

from marshmallow import Schema, fields, validate

from server.accounts.schemas import PageQuery, page_of

_STATES = ["queued", "sent"]


class ContactsQuery(PageQuery):
    """Which corrections."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))


class ContactCorrectionSchema(Schema):
    """A new phone or address of a person, phones masked; null where it did not change."""

    id = fields.String(required=True)
    round_id = fields.String(required=True)
    area_code = fields.String(required=True)
    name = fields.String(required=True)
    social_security_number_masked = fields.String(required=True)
    old_phone_masked = fields.String(required=True, allow_none=True)
    old_address = fields.String(required=True, allow_none=True)
    phone_masked = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    at = fields.DateTime(required=True)
    passed_on_at = fields.DateTime(required=True, allow_none=True)
    passed_on_by = fields.String(required=True, allow_none=True)


ContactCorrectionsSchema = page_of(ContactCorrectionSchema, "ContactCorrections")


class ContactListSchema(Schema):
    """A list by which corrections were passed on to the province."""

    id = fields.String(required=True)
    rows = fields.Integer(required=True)
    made_at = fields.DateTime(required=True)
    made_by = fields.String(required=True)


ContactListsSchema = page_of(ContactListSchema, "ContactLists")
