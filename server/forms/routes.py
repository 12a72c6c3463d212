"""How a finished form goes to the browser: shown, never kept by a cache, its name without personal data."""

from typing import Any

import orjson
from flask import Response

from server.forms.models import FormWorkbook, PrintedForm
from server.forms.rules import flags_in_short

PDF = "application/pdf"
# What a person has to look at before the form is signed, as JSON: `flags_in_short`.
FLAGS = "X-Songka-Form-Flags"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_doc(summary: str, media_type: str = PDF) -> dict[str, Any]:
    """Describe a route that answers with a file, for OpenAPI."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"summary": summary, "responses": {"200": {"description": summary, "content": {media_type: file}}}}


def show(printed: PrintedForm) -> Response:
    """Answer with a PDF that the browser shows; a header says what a person has to look at (1.1.2.c)."""
    answer = _answer(printed.pdf, PDF, "inline", printed.file_name)
    if printed.flags:
        answer.headers[FLAGS] = orjson.dumps(flags_in_short(printed.flags)).decode("ascii")
    return answer


def give(workbook: FormWorkbook) -> Response:
    """Answer with a workbook that the browser saves."""
    return _answer(workbook.xlsx, XLSX, "attachment", workbook.file_name)


def _answer(content: bytes, media_type: str, disposition: str, file_name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
