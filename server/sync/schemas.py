"""The shape of the sync routes; records have theirs in `intake`."""

from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate, validates_schema

from server.accounts.schemas import PageQuery, page_of
from server.evidence.blobs.rules import SHA256
from server.evidence.schemas import EvidenceSchema
from server.sync.rules import LARGEST

_HASH = validate.Regexp(SHA256)
_NUMBER = validate.Range(min=0, max=LARGEST)
_PLACE = validate.Range(min=1, max=LARGEST)
_MOST_EPOCHS = 1000

# A tablet has few of them; a list that long is no tablet's.
_MOST_PARKED = 1000


class SentRecordSchema(Schema):
    """One record on its way: its envelope, or the exact text of version 1 whose UTF-8 bytes were hashed."""

    sealed = fields.String(
        load_default=None, allow_none=True, metadata={"description": "The envelope's text (JWE, typ songka-sealed)"}
    )
    hash = fields.String(
        load_default=None,
        allow_none=True,
        validate=_HASH,
        metadata={"description": "Of the signed bytes in the envelope; used where it does not open"},
    )
    place = fields.Tuple(
        (fields.Integer(strict=True, validate=_PLACE), fields.Integer(strict=True, validate=_PLACE)),
        load_default=None,
        allow_none=True,
        metadata={"description": "Epoch and number of the record in the envelope; used where it does not open"},
    )
    bytes = fields.String(load_default=None, allow_none=True)
    signatures = fields.List(fields.Dict(), load_default=list)
    lost = fields.List(
        fields.String(validate=_HASH),
        load_default=list,
        metadata={"description": "Attachments, by clear hash, whose bytes the tablet no longer has"},
    )

    @validates_schema
    def _is_something(self, data: dict[str, Any], **_options: Any) -> None:
        if (data["sealed"] is None) == (data["bytes"] is None):
            raise ValidationError("sealed or bytes")


class EventsSchema(Schema):
    """An upload of records; at most as many and as long as the policy says."""

    records = fields.List(fields.Nested(SentRecordSchema), required=True)


class SignedReceiptSchema(Schema):
    """The signed answer."""

    receipt = fields.String(
        required=True,
        metadata={
            "description": "Compact JWS (ES256, typ songka-receipt) over {lineage, device, issued_at, verdicts: "
            "[{id, hash, verdict, reason, clause, index, missing, sealed}]}; hash is null of an envelope that does "
            "not open, sealed is the hash of the envelope's text"
        },
    )


class TabletEpochSchema(Schema):
    """The last number of one epoch that is stored."""

    epoch = fields.Integer(required=True)
    last_seq = fields.Integer(required=True)


class TabletReportSchema(Schema):
    """How the tablet is: what the devices list shows."""

    class Meta:
        """A newer build may report more."""

        unknown = INCLUDE

    unsent = fields.Integer(strict=True, validate=_NUMBER)
    oldest_at = fields.String(allow_none=True)
    storage_persisted = fields.Boolean()
    storage_free = fields.Integer(allow_none=True)
    build = fields.String(validate=validate.Length(max=60))
    clock_offset_ms = fields.Integer(strict=True, allow_none=True)
    parked = fields.Integer(strict=True, validate=_NUMBER, metadata={"description": "Records it knows to be parked"})
    open_rounds = fields.Integer(strict=True, validate=_NUMBER, metadata={"description": "Rounds it still carries"})


class EndedEpochSchema(Schema):
    """An epoch that ended because the tablet lost its storage, with the last number it knows to have been used."""

    epoch = fields.Integer(required=True, strict=True, validate=_NUMBER)
    last_seq = fields.Integer(required=True, strict=True, validate=_NUMBER)


class HelloSchema(Schema):
    """A tablet that has reached the server."""

    report = fields.Nested(TabletReportSchema, required=True)
    epoch = fields.Integer(required=True, strict=True, validate=_NUMBER)
    last_seq = fields.Integer(required=True, strict=True, validate=_NUMBER)
    head_hash = fields.String(load_default=None, allow_none=True, validate=_HASH)
    ended = fields.List(
        fields.Nested(EndedEpochSchema),
        load_default=list,
        validate=validate.Length(max=_MOST_EPOCHS),
        metadata={"description": "Told for ever, so that a restored server learns it again"},
    )
    lineage = fields.String(load_default=None, allow_none=True)
    parked = fields.List(
        fields.String(validate=validate.Length(equal=36)),
        load_default=list,
        validate=validate.Length(max=_MOST_PARKED),
        metadata={"description": "Records of this device that wait for people as far as it knows"},
    )


class RoundToldSchema(Schema):
    """What the county knows of a round the device carries, later than its bundle."""

    round_id = fields.String(required=True)
    phone = fields.String(
        required=True,
        validate=validate.OneOf(["packed", "enrolled", "none"]),
        metadata={"description": "packed: the bank manager's phone carries it; enrolled: it does not yet (1.2.2.b)"},
    )
    finance_alone = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Cards that the bank activated and of which no hand-over has come (1.2.2.d)"},
    )


class SafeSchema(Schema):
    """Up to which record of a lineage no loss of the server can take one; null: none yet."""

    lineage = fields.String(required=True)
    index = fields.Integer(required=True, allow_none=True)


class SettledRecordSchema(Schema):
    """What two people decided of a record of this device that was parked (4.1.1.b)."""

    event_id = fields.String(required=True)
    round_id = fields.String(required=True, allow_none=True)
    decision = fields.String(
        required=True, metadata={"description": "stands, void, re_entered; of two hand-overs: first or second"}
    )


class DroppedKeySchema(Schema):
    """An officer's pair of keys that is to be dropped with whatever was sealed to it on the device (4.2)."""

    officer_id = fields.String(required=True)
    kid = fields.String(required=True, metadata={"description": "The thumbprint of the half that signs"})


class LeaveSchema(Schema):
    """Where the chain of a browser ends that stops being this device."""

    epoch = fields.Integer(required=True, strict=True)
    last_seq = fields.Integer(required=True, strict=True)
    head_hash = fields.String(required=True, allow_none=True, validate=_HASH)


class HelloAnswerSchema(Schema):
    """What the server holds of the tablet, and what the tablet must know."""

    lineage = fields.String(required=True)
    safe = fields.Nested(SafeSchema, required=True)
    history = fields.String(
        required=True,
        metadata={
            "description": "Compact JWS (ES256, typ songka-history) over {device, lineage, safe, at}: a tablet prunes "
            "only by this, and only records of the lineage named"
        },
    )
    server_time = fields.String(required=True)
    have = fields.List(fields.Nested(TabletEpochSchema), required=True)
    receipt_key = fields.Dict(required=True)
    escrow = fields.String(
        required=True,
        metadata={
            "description": "Compact JWS (ES256, typ songka-escrow) over {device, keys: [JWK]}, the newest first: "
            "to which key records are sealed from now on"
        },
    )
    checkpoint = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The newest signed checkpoint of the server's logs (JWS, typ songka-checkpoint); the "
            "device keeps it, so that nobody can cut the logs off unnoticed"
        },
    )
    device_revoked = fields.Boolean(
        required=True, metadata={"description": "It forgets its rosters, and still brings what it has not sent (4.2)"}
    )
    dropped = fields.List(
        fields.Nested(DroppedKeySchema),
        required=True,
        metadata={
            "description": "Keys of officers who may not work on this device any more, or that have ended: their pairs "
            "and the round keys sealed to them go at once, what has not been sent still comes (4.2)"
        },
    )
    revoked = fields.List(fields.String(), required=True, metadata={"description": "Rounds whose lease is revoked"})
    closed = fields.List(fields.String(), required=True, metadata={"description": "Rounds of this device now closed"})
    rounds = fields.List(fields.Nested(RoundToldSchema), required=True)
    settled = fields.List(
        fields.Nested(SettledRecordSchema),
        required=True,
        metadata={"description": "Of the records named in `parked`: those that were settled at the desk"},
    )
    min_build = fields.String(required=True)


class ParkedItemSchema(Schema):
    """A record that waits for a person."""

    id = fields.String(required=True)
    index = fields.Integer(required=True, attribute="idx")
    type = fields.String(required=True)
    reason = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    device_id = fields.String(required=True)
    device_name = fields.String(required=True, allow_none=True)
    officer_id = fields.String(required=True, allow_none=True)
    officer_name = fields.String(required=True, allow_none=True)
    round_id = fields.String(required=True, allow_none=True)
    epoch = fields.Integer(required=True)
    seq = fields.Integer(required=True)
    device_time = fields.DateTime(required=True, allow_none=True)
    clock_offset_ms = fields.Integer(required=True, allow_none=True)
    received_at = fields.DateTime(required=True)
    settled_at = fields.DateTime(required=True, allow_none=True)
    area_code = fields.String(required=True)


class SettledSchema(Schema):
    """What two people decided of a record or a case."""

    id = fields.String(required=True)
    decision = fields.String(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    re_entered_as = fields.String(required=True, allow_none=True)
    clause = fields.String(required=True)
    at = fields.DateTime(required=True)
    officer = fields.String(required=True, metadata={"description": "Name"})
    second_officer = fields.String(required=True, metadata={"description": "Name"})


class ParkedDetailSchema(ParkedItemSchema):
    """The same with what the tablet wrote (identity numbers masked), what proves it, and how it can be settled."""

    record = fields.Dict(required=True)
    can_stand = fields.Boolean(required=True)
    way = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "How it may stand: waive (two people answer for it), approval (the second person is the "
            "round's bank manager and checks now), again (something else was put right since)"
        },
    )
    why = fields.String(required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    settlement = fields.Nested(SettledSchema, required=True, allow_none=True)


class ParkedQuery(PageQuery):
    """Which parked records."""

    reason = fields.String(load_default=None)
    round_id = fields.String(load_default=None)


class ConflictSchema(Schema):
    """Two records that cannot both be right."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    detail = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    event_id = fields.String(required=True, allow_none=True)
    card_id = fields.String(required=True, allow_none=True)
    device_id = fields.String(required=True)
    device_name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    area_code = fields.String(required=True)


class ConflictSideSchema(Schema):
    """One of the two records; who and when are unknown where only its bytes were kept."""

    record = fields.Dict(required=True)
    officer_name = fields.String(required=True, allow_none=True)
    device_name = fields.String(required=True, allow_none=True)
    received_at = fields.DateTime(required=True, allow_none=True)


class ConflictDetailSchema(ConflictSchema):
    """A case with both records, identity numbers masked; `first` was here before."""

    first = fields.Nested(ConflictSideSchema, required=True, allow_none=True)
    second = fields.Nested(ConflictSideSchema, required=True, allow_none=True)
    first_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    second_evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    decisions = fields.List(fields.String(), required=True, metadata={"description": "first, second or noted"})
    settlement = fields.Nested(SettledSchema, required=True, allow_none=True)


class ConflictsQuery(PageQuery):
    """Which cases."""

    state = fields.String(load_default=None)


ParkedSchema = page_of(ParkedItemSchema, "Parked")
ConflictsSchema = page_of(ConflictSchema, "Conflicts")
