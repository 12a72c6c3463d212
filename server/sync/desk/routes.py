"""Where a paper roster comes back."""

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from server.accounts import may
from server.accounts.sessions.actions import prove_second_person
from server.accounts.sessions.queries import current_officer
from server.accounts.sessions.routes import origin_of_request
from server.accounts.uploads import needed_file, upload_doc
from server.rounds.queries import round_in_scope
from server.rules import policy, refusal
from server.sync.desk.actions import KeptSheet, keep_sheet, type_in
from server.sync.desk.models import TypedRow
from server.sync.desk.schemas import NewPaperRecordsSchema, PaperSheetSchema, PaperVerdictsSchema
from server.sync.rules import Answer

blueprint = Blueprint("paper_records", __name__, description="Paper rosters typed in afterwards")

_UPLOAD = upload_doc(file={"type": "string", "format": "binary", "description": "JPEG, no metadata"})


@blueprint.post("/rounds/<string:round_id>/paper-sheets")
@may("paper_records.write")
@blueprint.doc(requestBody=_UPLOAD)
@blueprint.response(201, PaperSheetSchema)
def add_sheet(round_id: str) -> KeptSheet:
    """Keep the picture of a filled sheet, which proves its signatures, and tell which rows it holds (1.2.2.c)."""
    return keep_sheet(round_id, needed_file(policy("blob.max_bytes")).read())


@blueprint.post("/rounds/<string:round_id>/paper-records")
@may("paper_records.write")
@blueprint.arguments(NewPaperRecordsSchema)
@blueprint.response(201, PaperVerdictsSchema)
@blueprint.alt_response(200, schema=PaperVerdictsSchema, description="A row breaks a rule; nothing was recorded")
def add_records(body: dict[str, Any], round_id: str) -> tuple[dict[str, Any], int]:
    """Type in rows of a paper roster: the specialist is logged in, the bank manager proves their account (1.2.2.b)."""
    specialist_id = current_officer().id
    found_id = round_in_scope(round_id).id
    manager_id = prove_second_person(**body["bank_manager"], origin=origin_of_request()).id
    recorded, answers = type_in(found_id, body["rows"], specialist_id, manager_id, insist=body["insist"])
    return {"recorded": recorded, "items": _shown(body["rows"], answers)}, 201 if recorded else 200


def _shown(rows: Sequence[TypedRow], answers: Sequence[Answer]) -> list[dict[str, Any]]:
    shown = []
    for line, (row, answer) in enumerate(zip(rows, answers, strict=True), start=1):
        words = refusal(answer.reason) if answer.reason else None
        shown.append(
            {
                "line": line,
                "row_code": row.row_code,
                "event_id": answer.id,
                "verdict": answer.verdict,
                "reason": answer.reason,
                "clause": answer.clause,
                "message_zh": words.zh if words else None,
                "message_en": words.en if words else None,
            }
        )
    return shown
