"""The bytes of evidence for the desk; sealed bytes in from tablets."""

from flask import Response, request, send_file
from flask_smorest import Blueprint

from server import audit
from server.accounts import known_device_required, may
from server.accounts.devices.queries import known_device
from server.core.errors import Refusal
from server.db import transaction
from server.evidence.arrivals.actions import Upload, longest_arrival, receive_part
from server.evidence.arrivals.queries import arrived_length, upload_offset
from server.evidence.blobs.queries import find_blob, open_blob
from server.evidence.blobs.rules import SHA256, SHOWN_TYPES, part_of
from server.evidence.queries import evidence_in_scope

blueprint = Blueprint("evidence", __name__, description="Evidence and its bytes")

_STATUS = {"partial": 202, "complete": 201, "already": 200}
_UNSHOWN = "application/octet-stream"


@blueprint.get("/evidence/<string:evidence_id>/content")
@may("evidence.read")
@blueprint.response(200, {"format": "binary", "type": "string"}, content_type="application/octet-stream")
@blueprint.doc(summary="The bytes of a piece of evidence")
def content(evidence_id: str) -> Response:
    """Return the bytes as they were captured; every look is in the audit log (I15)."""
    evidence = evidence_in_scope(evidence_id)
    blob = find_blob(evidence.sha256)
    if blob is None:
        raise Refusal("blob_missing")
    with transaction():
        audit.record("look_at_evidence", "evidence", evidence_id, kind=evidence.kind)
    shown = blob.media_type if blob.media_type in SHOWN_TYPES else _UNSHOWN
    # The name says nothing about the person; the browser never guesses another type.
    answer = send_file(open_blob(blob.sha256), mimetype=shown, download_name=f"evidence-{blob.sha256[:8]}")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.content_length = blob.length
    return answer


@blueprint.route("/blobs/<string:sha256>", methods=["HEAD"])
@blueprint.doc(
    summary="How many of the sealed bytes of a piece of evidence are here",
    responses={"200": {"description": "Upload-Offset tells"}},
)
@known_device_required
def offset(sha256: str) -> Response:
    """Answer 200 when the bytes are whole, else 202; Upload-Offset is where to go on."""
    _refuse_odd_name(sha256)
    length = arrived_length(sha256)
    if length is not None:
        return _answer(Upload("already", length))
    return _answer(Upload("partial", upload_offset(known_device().id, sha256)))


@blueprint.route("/blobs/<string:sha256>", methods=["PUT"])
@blueprint.doc(
    summary="Bring sealed bytes by their own hash, whole or in parts",
    requestBody={"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
    responses={
        "200": {"description": "It was here already"},
        "201": {"description": "It is whole, its hash is right, it is on the disk"},
        "202": {"description": "The part is here; Upload-Offset is where to go on"},
    },
)
@known_device_required
def receive(sha256: str) -> Response:
    """Take the part named by Content-Range, or the whole without it; the record that names them brings their key."""
    request.max_content_length = longest_arrival()
    _refuse_odd_name(sha256)
    part = part_of(request.headers.get("Content-Range"), request.content_length)
    if part is None:
        raise Refusal("invalid_request", fields="Content-Range, Content-Length")
    return _answer(receive_part(known_device().id, sha256, part, request.stream))


def _refuse_odd_name(sha256: str) -> None:
    if not SHA256.fullmatch(sha256):
        raise Refusal("not_found")


def _answer(upload: Upload) -> Response:
    answer = Response(status=_STATUS[upload.state])
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Cache-Control"] = "no-store"
    return answer
