"""The shape of a typed paper roster on the wire."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from server.accounts.sessions.schemas import AccountProofSchema
from server.evidence.blobs.rules import SHA256
from server.sync.desk.models import TypedRow

_CODE = validate.Length(min=1, max=40)
_HASH = validate.Regexp(SHA256)
_ITEMS = ["id_card", "photo", "address"]


def _text(longest: int, **options: Any) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=longest), **options)


class PaperExceptionSchema(Schema):
    """What a supervisor allowed beside the rule (1.1.3.b)."""

    reason = fields.String(required=True, validate=_CODE)
    document = fields.String(required=True, validate=validate.Length(max=120))
    supervisor = fields.String(required=True, validate=validate.Length(equal=36))


class PaperProxySchema(Schema):
    """Who collected for the person, as written in the row (1.1.3)."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=80))
    number = fields.String(required=True, validate=validate.Length(min=1, max=30))
    phone = fields.String(required=True, validate=validate.Length(min=1, max=30))
    relation = _text(40, metadata={"description": "Code of the reasons list relation; null for a reserved proxy"})
    household = _text(40)
    exception = fields.Nested(PaperExceptionSchema, load_default=None, allow_none=True)


class PaperTemporaryCardSchema(Schema):
    """What the row says of the temporary card (2.1–2.3)."""

    answer = fields.String(required=True, validate=validate.OneOf(["none", "returned", "lost", "damaged"]))
    number = _text(40)
    receipt_number = _text(30)


class PaperFinanceSchema(Schema):
    """What the bank manager ticked (1.2.2.d)."""

    result = fields.String(required=True, validate=validate.OneOf(["activated", "refused"]))
    reason = _text(40)
    terminal_reference = _text(60)
    password_changed = fields.Boolean(load_default=False)


class TypedRowSchema(Schema):
    """One row of a sheet. What its outcome does not need may be left out."""

    row_code = fields.String(required=True, validate=validate.Length(max=20), metadata={"example": "R7K3M-0042-X"})
    sheet = fields.String(required=True, validate=_HASH, metadata={"description": "Hash of the sheet's picture"})
    outcome = fields.String(required=True, validate=validate.OneOf(["handed_over", "not_served", "wrong_face"]))
    at = fields.AwareDateTime(required=True)
    path = fields.String(load_default="self", validate=validate.OneOf(["self", "reserved_proxy", "direct_relative"]))
    document = fields.String(
        load_default="id_card", validate=validate.OneOf(["id_card", "temporary_id_card", "household_register"])
    )
    checked = fields.List(fields.String(validate=validate.OneOf(_ITEMS)), load_default=list)
    face_correct = fields.Boolean(load_default=False)
    proxy = fields.Nested(PaperProxySchema, load_default=None, allow_none=True)
    temporary_card = fields.Nested(PaperTemporaryCardSchema, load_default=None, allow_none=True)
    social_activation = fields.String(load_default="requested", validate=validate.OneOf(["requested", "declined"]))
    finance = fields.Nested(PaperFinanceSchema, load_default=None, allow_none=True)
    reason = _text(40, metadata={"description": "Code of the reasons list not_served"})
    note = _text(400)
    items = fields.List(fields.String(validate=_CODE), load_default=list)
    correct = _text(400)

    @post_load
    def typed(self, row: dict[str, Any], **_options: Any) -> TypedRow:
        """Return the row as the action takes it."""
        return TypedRow(**{**row, "checked": tuple(row["checked"]), "items": tuple(row["items"])})


class NewPaperRecordsSchema(Schema):
    """Rows typed in by the specialist, who is logged in, and the bank manager, who proves their account here."""

    bank_manager = fields.Nested(AccountProofSchema, required=True)
    rows = fields.List(fields.Nested(TypedRowSchema), required=True, validate=validate.Length(min=1, max=100))
    insist = fields.Boolean(
        load_default=False,
        metadata={"description": "Record even what breaks a rule: it is parked for people"},
    )


class PaperVerdictSchema(Schema):
    """What became of a row; without a reason it is accepted."""

    line = fields.Integer(required=True)
    row_code = fields.String(required=True)
    event_id = fields.String(required=True, allow_none=True)
    verdict = fields.String(required=True, validate=validate.OneOf(["accepted", "parked", "conflict"]))
    reason = fields.String(required=True, allow_none=True)
    clause = fields.String(required=True, allow_none=True)
    message_zh = fields.String(required=True, allow_none=True)
    message_en = fields.String(required=True, allow_none=True)


class PaperVerdictsSchema(Schema):
    """Whether the rows are recorded, and each row's verdict."""

    recorded = fields.Boolean(required=True)
    items = fields.List(fields.Nested(PaperVerdictSchema), required=True)


class PaperSheetSchema(Schema):
    """The picture of a sheet that is kept, and the row codes that could be read on it."""

    sha256 = fields.String(required=True)
    row_codes = fields.List(fields.String(), required=True)
