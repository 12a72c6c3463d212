"""The shape of records, in the words of the newest version."""

from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

from server.core.clock import from_wire
from server.evidence.blobs.rules import SHA256
from server.sync.versions.rules import NEWEST_ENVELOPE

_HASH = validate.Regexp(SHA256)
_ID = validate.Length(equal=36)
_CODE = validate.Length(min=1, max=40)


def _moment(text: str) -> None:
    try:
        from_wire(text)
    except ValueError:
        raise ValidationError("not a moment with a zone") from None


def _id(**options: Any) -> fields.String:
    return fields.String(required=True, validate=_ID, **options)


def _code(**options: Any) -> fields.String:
    return fields.String(required=True, validate=_CODE, **options)


def _optional(longest: int) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=longest))


def _at() -> fields.String:
    return fields.String(required=True, validate=_moment)


class RecordPart(Schema):
    """Part of a record; what a newer build adds is kept and ignored."""

    class Meta:
        """Unknown names are no fault: an older server must take a newer tablet's queue."""

        unknown = INCLUDE


class ApprovalSchema(RecordPart):
    """A second person's check, given on this tablet."""

    officer = _id()
    role = _code()
    items = fields.List(fields.String(), required=True)
    at = _at()
    way = _code()
    signature = fields.String(load_default=None, allow_none=True)


class AttachmentSchema(RecordPart):
    """A blob that belongs to the record."""

    sha256 = fields.String(required=True, validate=_HASH)
    sealed = fields.String(required=True, validate=_HASH)
    length = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    media_type = _code(metadata={"example": "image/jpeg"})
    kind = _code()


class EnvelopeSchema(RecordPart):
    """What every record carries."""

    v = fields.Integer(required=True, strict=True, validate=validate.Equal(NEWEST_ENVELOPE))
    type = _code()
    schema = fields.Integer(required=True, strict=True)
    rules_edition = fields.String(required=True, validate=validate.Length(max=20))
    build = fields.String(required=True, validate=validate.Length(max=60))
    officer = _id()
    round = _id()
    # Null in what is typed in at a desk; a tablet without a lease is parked by the rules.
    lease = fields.String(required=True, allow_none=True, validate=_ID)
    device_time = _at()
    clock_offset_ms = fields.Integer(strict=True, allow_none=True, load_default=None)
    approvals = fields.List(fields.Nested(ApprovalSchema), required=True)
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)
    payload = fields.Dict(required=True)


class IdentitySchema(RecordPart):
    """The document the person showed, and how it was read."""

    document = fields.String(
        required=True, validate=validate.OneOf(["id_card", "temporary_id_card", "household_register"])
    )
    method = _code()
    number = fields.String(required=True, validate=validate.Length(max=30))
    name = _optional(80)


class MatchSchema(RecordPart):
    """Card × document × roster."""

    card = _code()
    number = _code()
    name = _code()
    reason = _optional(40)


class FeeSchema(RecordPart):
    """A fee that was taken, in fen, and the printed number of its receipt (2.3, 2.4)."""

    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**31 - 1))
    receipt_number = fields.String(required=True, validate=validate.Length(max=30))


class TemporaryCardSchema(RecordPart):
    """What the list said, what the person answered, and what became of the card (2.1-2.3)."""

    on_list = fields.Boolean(required=True)
    answer = fields.String(required=True, allow_none=True, validate=validate.Length(max=40))
    number = _optional(40)
    fee = fields.Nested(FeeSchema, load_default=None, allow_none=True)


class ProxyExceptionSchema(RecordPart):
    """What a supervisor allowed beside the rule, and by which paper (reading 8)."""

    reason = fields.String(required=True, validate=validate.Length(max=40))
    document = fields.String(required=True, validate=validate.Length(max=120))
    supervisor = fields.String(load_default=None, allow_none=True, validate=_ID)


class ProxySchema(RecordPart):
    """Who collects for the person (1.1.3)."""

    name = fields.String(required=True, validate=validate.Length(max=80))
    number = fields.String(required=True, validate=validate.Length(max=30))
    method = _code()
    phone = fields.String(required=True, validate=validate.Length(max=30))
    relation = _optional(40)
    household = _optional(40)
    documents = fields.List(fields.String(validate=_CODE), required=True)
    exception = fields.Nested(ProxyExceptionSchema, load_default=None, allow_none=True)


class WitnessSchema(RecordPart):
    """Who signed beside a fingerprint (1.2.2.c)."""

    name = fields.String(required=True, validate=validate.Length(max=80))
    sha256 = fields.String(required=True, validate=_HASH)


class SignatureSchema(RecordPart):
    """The strokes, the fingerprint or the signed sheet of a paper roster, and the words they were given under."""

    sha256 = fields.String(required=True, validate=_HASH)
    words_sha256 = fields.String(required=True, validate=_HASH)
    kind = fields.String(load_default="ink", validate=validate.OneOf(["ink", "fingerprint", "paper"]))
    by = fields.String(load_default="self", validate=validate.OneOf(["self", "proxy"]))
    witness = fields.Nested(WitnessSchema, load_default=None, allow_none=True)


class ContactSchema(RecordPart):
    """A new phone or address (1.1.2.b)."""

    phone = _optional(30)
    address = _optional(200)


class NoticeSchema(RecordPart):
    """What people were told, and agreed to where the law asks."""

    shown = fields.Boolean(required=True)
    face_image = fields.Boolean(load_default=None, allow_none=True)
    guardian = fields.Boolean(load_default=None, allow_none=True)


class FoundSchema(RecordPart):
    """How the card was found."""

    method = _code()


class HandedOverSchema(RecordPart):
    """card.handed_over; what older builds do not write is as they meant it: the person came, and signed in ink."""

    card_id = _id()
    cardholder_id = _id()
    area_code = _code()
    card_number = _code()
    path = fields.String(load_default="self", validate=validate.OneOf(["self", "reserved_proxy", "direct_relative"]))
    place = fields.String(load_default="round", validate=validate.OneOf(["round", "home"]))
    proxy = fields.Nested(ProxySchema, load_default=None, allow_none=True)
    contact = fields.Nested(ContactSchema, load_default=None, allow_none=True)
    notice = fields.Nested(NoticeSchema, load_default=None, allow_none=True)
    bank_check = fields.String(load_default="same_device", validate=validate.OneOf(["same_device", "companion"]))
    found = fields.Nested(FoundSchema, required=True)
    identity = fields.Nested(IdentitySchema, required=True)
    match = fields.Nested(MatchSchema, required=True)
    checks = fields.Dict(required=True)
    face_check = fields.String(required=True)
    temporary_card = fields.Nested(TemporaryCardSchema, required=True)
    signature = fields.Nested(SignatureSchema, required=True)
    social_activation = fields.String(required=True, validate=validate.OneOf(["requested", "declined"]))
    told_wechat = fields.Boolean(required=True)


class NotServedSchema(RecordPart):
    """person.not_served"""

    cardholder_id = _id()
    card_id = _id()
    reason = _code()
    note = _optional(400)


class WrongFaceSchema(RecordPart):
    """card.wrong_face"""

    card_id = _id()
    cardholder_id = _id()
    items = fields.List(fields.String(validate=_CODE), required=True)
    correct = _optional(400)
    card_kept = fields.Boolean(required=True)


class FinanceActivatedSchema(RecordPart):
    """finance.activated"""

    card_id = _id()
    cardholder_id = _id()
    result = fields.String(required=True, validate=validate.OneOf(["activated", "refused"]))
    reason = _optional(40)
    terminal_reference = _optional(60)
    password_changed = fields.Boolean(required=True)


class CountSignaturesSchema(RecordPart):
    """The ink under a count; the bank manager's is null while it is to come from the companion."""

    specialist = fields.String(required=True, validate=_HASH)
    bank_manager = fields.String(required=True, allow_none=True, validate=_HASH)


class RoundCountedSchema(RecordPart):
    """round.counted"""

    handed = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    returned = fields.List(fields.String(validate=_ID), required=True)
    wrong = fields.List(fields.String(validate=_ID), required=True)
    missing = fields.List(fields.String(validate=_ID), required=True)
    elsewhere = fields.List(fields.String(validate=_ID), load_default=list)
    cash_fen = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**31 - 1))
    receipts = fields.List(fields.String(validate=validate.Length(max=40)), required=True)
    check_code = fields.String(required=True, validate=validate.Length(min=4, max=12))
    signatures = fields.Nested(CountSignaturesSchema, required=True)


class CountCosignedSchema(RecordPart):
    """count.cosigned"""

    check_code = fields.String(required=True, validate=validate.Length(min=4, max=12))
    signature = fields.String(required=True, validate=_HASH)


class CosignedSchema(RecordPart):
    """check.cosigned"""

    card_id = _id()
    cardholder_id = _id()
    result = fields.String(required=True, validate=validate.OneOf(["agreed", "refused"]))
    items = fields.List(fields.String(validate=_CODE), required=True)
    reason = _optional(40)
    number_tail = fields.String(required=True, validate=validate.Length(max=6))


class TemporaryCardReturnedSchema(RecordPart):
    """temp_card.returned"""

    card_id = _id()
    cardholder_id = _id()
    number = _optional(40)
    note = _optional(400)


class TemporaryCardFeePaidSchema(FeeSchema):
    """temp_card.fee_paid"""

    card_id = _id()
    cardholder_id = _id()
    kind = fields.String(required=True, validate=validate.OneOf(["lost", "damaged"]))


class ReceiptVoidedSchema(RecordPart):
    """receipt.voided"""

    receipt_number = fields.String(required=True, validate=validate.Length(min=1, max=30))
    reason = _code()


class CorrectedSchema(RecordPart):
    """event.corrected"""

    corrects = _id()
    reason = fields.String(required=True, validate=validate.Length(max=40))
    note = _optional(400)


PAYLOADS: dict[str, Schema] = {
    "card.handed_over": HandedOverSchema(),
    "person.not_served": NotServedSchema(),
    "card.wrong_face": WrongFaceSchema(),
    "check.cosigned": CosignedSchema(),
    "finance.activated": FinanceActivatedSchema(),
    "temp_card.returned": TemporaryCardReturnedSchema(),
    "temp_card.fee_paid": TemporaryCardFeePaidSchema(),
    "receipt.voided": ReceiptVoidedSchema(),
    "event.corrected": CorrectedSchema(),
    "round.counted": RoundCountedSchema(),
    "count.cosigned": CountCosignedSchema(),
}
_ENVELOPE = EnvelopeSchema()


def problems_of(body: dict[str, Any]) -> list[str]:
    """Return the places where a record of a known type is not of its shape; never what stands there."""
    found = list(_ENVELOPE.validate(body))
    payload, schema = body.get("payload"), PAYLOADS.get(str(body.get("type")))
    if isinstance(payload, dict) and schema is not None:
        found += [f"payload.{name}" for name in schema.validate(payload)]
    return sorted(found)
