"""The tablets' upload, and the desk's lists of what needs a person."""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from server.accounts import known_device_required, may
from server.accounts.devices.queries import dropped_keys, known_device
from server.accounts.devices.routes import LINEAGE
from server.config import current_config
from server.core import failpoints, signing
from server.core.clock import to_wire, utc_now
from server.core.errors import Refusal
from server.core.escrow import escrow_keys
from server.core.public_keys import public_half
from server.issuance.cosigns.queries import finance_alone
from server.jobs import wake
from server.reports.queries import CHECKPOINT, TALLIES, WAITING
from server.rounds.close.queries import ROUND_WAITING
from server.rounds.companions.queries import phones_of_rounds, rounds_held
from server.rounds.queries import closed_rounds, revoked_rounds
from server.rules import policy
from server.sync import actions, queries
from server.sync.checkpoints.queries import newest_checkpoint, newest_checkpoint_name
from server.sync.epochs.actions import Told, ended_of
from server.sync.letters.rules import Sent
from server.sync.schemas import (
    ConflictDetailSchema,
    ConflictsQuery,
    ConflictsSchema,
    EventsSchema,
    HelloAnswerSchema,
    HelloSchema,
    LeaveSchema,
    ParkedDetailSchema,
    ParkedQuery,
    ParkedSchema,
    SignedReceiptSchema,
)
from server.sync.settlements.queries import settled_among
from server.sync.tally.queries import marks_of_round

# Where the layer that keeps the backups says up to which record of a lineage everything is safe, and hears who came.
SAFE, GREETED = "songka.safe", "songka.greeted"

blueprint = Blueprint("sync", __name__, description="Records of the tablets in, verdicts and receipts out")


def prepare(app: Flask) -> None:
    """Tell the layers below what only this one knows, and arm the failpoints a test asks for."""
    app.extensions[LINEAGE] = actions.lineage
    app.extensions[WAITING] = queries.waiting
    app.extensions[CHECKPOINT] = newest_checkpoint_name
    app.extensions[TALLIES] = marks_of_round
    app.extensions[ROUND_WAITING] = queries.parked_moves_of_round
    from_config = app.extensions["songka.config"].failpoints
    if from_config:
        failpoints.arm(from_config)


@blueprint.post("/sync/hello")
@known_device_required
@blueprint.arguments(HelloSchema)
@blueprint.response(200, HelloAnswerSchema)
def hello(body: dict[str, Any]) -> dict[str, Any]:
    """Greet a tablet: what is stored of it, what it must forget, by which key receipts are signed."""
    device = known_device()
    device_id, is_revoked = device.id, device.revoked_at is not None
    lineage, now = actions.lineage(), to_wire(utc_now())
    told = Told(body["epoch"], body["last_seq"], body["head_hash"], ended_of(body["ended"]))
    known = actions.greet(device_id, body["report"], told, current_app.extensions.get(GREETED))
    safe = _safe(lineage)
    return {
        "lineage": lineage,
        "server_time": now,
        "have": [{"epoch": epoch, "last_seq": seq} for epoch, seq in known],
        "safe": {"lineage": lineage, "index": safe},
        "history": signing.sign(
            current_config().key_dir,
            signing.HISTORY,
            {"device": device_id, "lineage": lineage, "safe": safe, "at": now},
        ),
        "receipt_key": signing.public_key(current_config().key_dir),
        "escrow": _escrow_statement(device_id),
        "checkpoint": newest_checkpoint(),
        "device_revoked": is_revoked,
        "dropped": [one._asdict() for one in dropped_keys(known_device())],
        "revoked": revoked_rounds(device_id),
        "closed": closed_rounds(device_id),
        "rounds": _rounds_told(device_id),
        "settled": settled_among(device_id, body["parked"]),
        "min_build": policy("sync.min_build"),
    }


@blueprint.post("/device/leave")
@known_device_required
@blueprint.arguments(LeaveSchema)
@blueprint.response(204)
def leave(body: dict[str, Any]) -> Response:
    """Let a browser stop being a device; with this answer it wipes everything it keeps for this site."""
    actions.leave(known_device(), **body)
    answer = Response(status=204)
    # Deleting rows leaves their bytes on the disk; only clearing the whole origin takes the files away.
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@blueprint.post("/events")
@blueprint.doc(
    summary="Bring records; one verdict each, in a signed receipt",
    requestBody={"content": {"application/json": {"schema": EventsSchema}}},
)
@known_device_required
@blueprint.response(200, SignedReceiptSchema)
def receive() -> dict[str, str]:
    """File every record of a body that is understood; what is wrong with one is its own verdict, never an error."""
    sent = _read_body()
    device_id, lineage = known_device().id, actions.lineage()
    answers = actions.receive_records(device_id, sent)
    if any(answer.verdict == "accepted" for answer in answers):
        wake("relay")
        wake("read_evidence")
        wake("late_temporary_cards")
    claims = {
        "lineage": lineage,
        "device": device_id,
        "issued_at": to_wire(utc_now()),
        "verdicts": [_on_the_wire(answer) for answer in answers],
    }
    return {"receipt": signing.sign(current_config().key_dir, signing.RECEIPT, claims)}


@blueprint.get("/parked")
@may("parked.read")
@blueprint.arguments(ParkedQuery, location="query")
@blueprint.response(200, ParkedSchema)
def list_parked(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the records that wait for a person, the oldest first."""
    page = queries.parked(**wanted)
    return {**vars(page), "items": queries.describe_parked(page.items)}


@blueprint.get("/parked/<string:event_id>")
@may("parked.read")
@blueprint.response(200, ParkedDetailSchema)
def show_parked(event_id: str) -> dict[str, Any]:
    """Show one of them with what the tablet wrote; every look is in the audit log."""
    return actions.open_parked(event_id)


@blueprint.get("/conflicts")
@may("conflicts.read")
@blueprint.arguments(ConflictsQuery, location="query")
@blueprint.response(200, ConflictsSchema)
def list_conflicts(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the cases in which two records cannot both be right."""
    page = queries.conflicts(**wanted)
    return {**vars(page), "items": queries.describe_conflicts(page.items)}


@blueprint.get("/conflicts/<string:conflict_id>")
@may("conflicts.read")
@blueprint.response(200, ConflictDetailSchema)
def show_conflict(conflict_id: str) -> dict[str, Any]:
    """Show one of them with both records; every look is in the audit log."""
    return actions.open_conflict(conflict_id)


def _rounds_told(device_id: str) -> list[dict[str, Any]]:
    held = rounds_held(device_id)
    phones = phones_of_rounds(held)
    return [
        {
            "round_id": one.id,
            "phone": phones[one.id],
            "finance_alone": [report.card_id for report in finance_alone(one.id)],
        }
        for one in held
    ]


def _safe(lineage: str) -> int | None:
    known: Callable[[str], int | None] | None = current_app.extensions.get(SAFE)
    return known(lineage) if known else None


def _escrow_statement(device_id: str) -> str:
    """Sign the keys records may be sealed to: a device changes them by no other word (reliability T7)."""
    key_dir = current_config().key_dir
    keys = [public_half(key) for key in escrow_keys(key_dir).values()]
    return signing.sign(key_dir, signing.ESCROW, {"device": device_id, "keys": keys})


def _read_body() -> list[Sent]:
    most, longest = policy("sync.batch_records"), policy("sync.batch_bytes")
    request.max_content_length = longest * policy("sync.body_factor")
    try:
        loaded = EventsSchema().load(orjson.loads(request.get_data()))
    except (orjson.JSONDecodeError, ValidationError) as problem:
        raise Refusal("not_understood") from problem
    sent = [_sent(one) for one in loaded["records"]]
    # One record alone is never too long: halving could not help it, and it would hold up the queue.
    too_long = len(sent) > 1 and sum(len(one.content) for one in sent) > longest
    if len(sent) > most or too_long:
        raise Refusal("batch_too_large", records=most, bytes=longest)
    return sent


def _sent(one: dict[str, Any]) -> Sent:
    lost, sealed = frozenset(one["lost"]), one["sealed"]
    if sealed is None:
        return Sent(one["bytes"].encode(), lost)
    return Sent(sealed.encode(), lost, is_sealed=True, record_hash=one["hash"], place=one["place"])


def _on_the_wire(answer: Any) -> dict[str, Any]:
    return {
        "id": answer.id,
        "hash": answer.hash,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "clause": answer.clause,
        "index": answer.index,
        "missing": answer.missing,
        "sealed": answer.sealed,
    }
