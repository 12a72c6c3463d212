"""Where a rescue file comes in."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.uploads import needed_file, upload_doc
from server.jobs import wake
from server.rules import policy
from server.sync.rescue.actions import describe_taken, take_rescue_file
from server.sync.rescue.schemas import RescueOutcomeSchema

blueprint = Blueprint("rescue", __name__, description="The queue of a tablet that does not connect, as a file")

_YES = "true"
_UPLOAD = upload_doc(
    gone={"type": "string", "enum": ["true", "false"], "description": "The tablet will not bring what is damaged here"}
)


@blueprint.post("/rescue-files")
@may("rescues.write")
@blueprint.doc(requestBody=_UPLOAD)
@blueprint.response(200, RescueOutcomeSchema)
def take() -> dict[str, Any]:
    """Take in a tablet's queue from its file, by the verdicts the tablet would get itself (1.2.2.d)."""
    file = needed_file(policy("rescue.max_bytes"))
    taken = take_rescue_file(file.stream, gone=request.form.get("gone") == _YES)
    if taken.is_any_new:
        for job in ("relay", "read_evidence", "late_temporary_cards"):
            wake(job)
    return describe_taken(taken)
