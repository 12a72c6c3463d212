"""Rounds at the desk and on the tablet."""

import io
from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint
from werkzeug.wsgi import FileWrapper

from server import audit
from server.accounts import device_required, may
from server.accounts.devices.queries import current_device
from server.accounts.devices.routes import LINEAGE
from server.accounts.sessions.actions import prove_account, prove_second_person
from server.accounts.sessions.queries import current_officer
from server.accounts.sessions.routes import origin_of_request
from server.core.errors import Refusal
from server.db import transaction
from server.evidence.blobs.queries import BlobReader
from server.rounds import queries
from server.rounds.actions import Plan, Signature, cancel_round, check_out_round, plan_round
from server.rounds.bundle import MEDIA_TYPE
from server.rounds.bundle.actions import pack_round
from server.rounds.rules import Share
from server.rounds.schemas import (
    CandidatesQuery,
    DeviceRoundsSchema,
    NewCheckOutSchema,
    NewLeaseSchema,
    NewRoundSchema,
    PackedSchema,
    RoundCardsSchema,
    RoundDetailSchema,
    RoundsQuery,
    RoundsSchema,
)

blueprint = Blueprint("rounds", __name__, description="Rounds: plan, count out, pack")


@blueprint.get("/rounds")
@may("rounds.read")
@blueprint.arguments(RoundsQuery, location="query")
@blueprint.response(200, RoundsSchema)
def list_rounds(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the rounds in scope, the newest day first."""
    page = queries.rounds(**wanted)
    return {**vars(page), "items": queries.describe_rounds(page.items)}


@blueprint.post("/rounds")
@may("rounds.plan")
@blueprint.arguments(NewRoundSchema)
@blueprint.response(201, RoundDetailSchema)
def plan(body: dict[str, Any]) -> dict[str, Any]:
    """Plan a round for one village and one bank (1.2.2.a)."""
    return queries.describe_round(plan_round(Plan(**body), current_officer().id))


@blueprint.get("/rounds/candidates")
@may("rounds.plan")
@blueprint.arguments(CandidatesQuery, location="query")
@blueprint.response(200, RoundCardsSchema)
def list_candidates(wanted: dict[str, str]) -> dict[str, Any]:
    """List the cards in the vault that a round to this village could take."""
    return queries.describe_cards(queries.candidates(**wanted))


@blueprint.get("/rounds/<string:round_id>")
@may("rounds.read")
@blueprint.response(200, RoundDetailSchema)
def show_round(round_id: str) -> dict[str, Any]:
    """Show one round."""
    return queries.describe_round(queries.round_in_scope(round_id))


@blueprint.get("/rounds/<string:round_id>/cards")
@may("rounds.read")
@blueprint.response(200, RoundCardsSchema)
def list_cards(round_id: str) -> dict[str, Any]:
    """List a round's cards in box order."""
    return queries.describe_cards(queries.cards_of(queries.round_in_scope(round_id).id))


@blueprint.post("/rounds/<string:round_id>/cancel")
@may("rounds.plan")
@blueprint.response(200, RoundDetailSchema)
def cancel(round_id: str) -> dict[str, Any]:
    """Give up a round that is only planned; its cards may be planned again."""
    return queries.describe_round(cancel_round(round_id))


@blueprint.post("/rounds/<string:round_id>/check-out")
@may("rounds.check_out")
@blueprint.arguments(NewCheckOutSchema)
@blueprint.response(201, RoundDetailSchema)
def check_out(body: dict[str, Any], round_id: str) -> dict[str, Any]:
    """Count the cards out: the custodian is logged in, the specialist proves their account here (4.1.1.b)."""
    custodian_id = current_officer().id
    leaving = queries.round_in_scope(round_id)
    specialist = prove_second_person(**body["specialist"], origin=origin_of_request())
    signatures = Signature(body["custodian_signature"]), Signature(body["specialist_signature"])
    check_out_round(leaving.id, custodian_id, specialist.id, body["counted_card_ids"], signatures)
    return queries.describe_round(queries.round_in_scope(round_id))


@blueprint.get("/device/rounds")
@device_required
@blueprint.response(200, DeviceRoundsSchema)
def list_device_rounds() -> dict[str, Any]:
    """List the rounds that this tablet may pack or has packed."""
    return queries.describe_device_rounds(current_device().id)


@blueprint.post("/rounds/<string:round_id>/lease")
@device_required
@blueprint.arguments(NewLeaseSchema)
@blueprint.response(201, PackedSchema)
def lease(body: dict[str, Any], round_id: str) -> dict[str, Any]:
    """Pack the round, or a share of it, onto this tablet; again on it gives the same lease (1.2.2.b)."""
    if body["account"] is None:
        officer = current_officer()
    else:
        officer = prove_account(**body["account"], origin=origin_of_request())
    share = Share(**body["share"]) if body["share"] else None
    lineage = current_app.extensions[LINEAGE]
    packed = pack_round(round_id, current_device().id, officer.id, lineage, share, body["formats"])
    return {"lease": packed, "bundle": {"sha256": packed.bundle_sha256, "length": packed.bundle_length}}


@blueprint.get("/rounds/<string:round_id>/bundle")
@blueprint.doc(
    summary="Download the packed round; resumable by Range with If-Range",
    responses={"200": {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
)
@device_required
def bundle(round_id: str) -> Response:
    """Send the bundle with a strong ETag; only the device that holds the lease gets it."""
    held = queries.lease_of(round_id, current_device().id)
    if held is None:
        raise Refusal("not_found")
    if "Range" not in request.headers:
        with transaction():
            audit.record("download_bundle", "round", round_id, "1.2.2.a", lease=held.id)
    answer = Response(mimetype=MEDIA_TYPE, direct_passthrough=True)
    answer.set_etag(held.bundle_sha256)
    answer.headers["Cache-Control"] = "private, no-cache"
    if not request.if_none_match.contains(held.bundle_sha256):
        file = io.BytesIO(BlobReader([held.bundle_sha256]).read_again(held.bundle_sha256))
        answer.call_on_close(file.close)
        # Not the web server's own wrapper: it cannot seek, so each piece would read all before it.
        answer.response = FileWrapper(file)
        answer.content_length = held.bundle_length
    answer.make_conditional(request, accept_ranges=True, complete_length=held.bundle_length)
    return answer
