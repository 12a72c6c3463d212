"""Routes of the portraits."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from server.accounts import may
from server.cards.portraits.actions import add_portraits
from server.cards.portraits.schemas import PortraitResultSchema
from server.core.errors import Refusal
from server.rules import policy, table

blueprint = Blueprint("portraits", __name__, url_prefix="/batches", description="Portraits of a batch")

_ENVELOPE_BYTES = 65536
_UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


@blueprint.post("/<string:batch_id>/portraits")
@may("imports.write")
@blueprint.doc(requestBody=_UPLOAD)
@blueprint.response(200, PortraitResultSchema)
def upload(batch_id: str) -> dict[str, Any]:
    """Take a ZIP of portraits in, matched by the numbers in the files' names."""
    request.max_content_length = policy("portraits.max_bytes") + _ENVELOPE_BYTES
    file = request.files.get("file")
    if file is None:
        raise Refusal("invalid_request", fields="file")
    result = add_portraits(batch_id, file.stream)
    titles = {row["code"]: row for row in table("reasons")["rows"] if row["list"] == "portrait_refused"}
    refused = [{"reason": reason, "title": titles[reason], "files": files} for reason, files in result.refused.items()]
    return {**result._asdict(), "refused": refused}
