"""Routes of the portraits."""

from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.uploads import needed_file, upload_doc
from server.cards.portraits.actions import add_portraits
from server.cards.portraits.schemas import PortraitResultSchema
from server.rules import policy, table

blueprint = Blueprint("portraits", __name__, url_prefix="/batches", description="Portraits of a batch")


@blueprint.post("/<string:batch_id>/portraits")
@may("imports.write")
@blueprint.doc(requestBody=upload_doc())
@blueprint.response(200, PortraitResultSchema)
def upload(batch_id: str) -> dict[str, Any]:
    """Take a ZIP of portraits in, matched by the numbers in the files' names."""
    file = needed_file(policy("portraits.max_bytes"))
    result = add_portraits(batch_id, file.stream)
    titles = {row["code"]: row for row in table("reasons")["rows"] if row["list"] == "portrait_refused"}
    refused = [{"reason": reason, "title": titles[reason], "files": files} for reason, files in result.refused.items()]
    return {**result._asdict(), "refused": refused}
