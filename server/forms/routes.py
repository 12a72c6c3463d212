"""How a finished form goes to the browser: shown, never kept by a cache, its name without personal data."""

from typing import Any

from flask import Response

from server.forms.models import FormWorkbook, PrintedForm

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_doc(summary: str, media_type: str = PDF) -> dict[str, Any]:
    """Describe a route that answers with a file, for OpenAPI."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"summary": summary, "responses": {"200": {"description": summary, "content": {media_type: file}}}}


def show(printed: PrintedForm) -> Response:
    """Answer with a PDF that the browser shows."""
    return _answer(printed.pdf, PDF, "inline", printed.file_name)


def give(workbook: FormWorkbook) -> Response:
    """Answer with a workbook that the browser saves."""
    return _answer(workbook.xlsx, XLSX, "attachment", workbook.file_name)


def _answer(content: bytes, media_type: str, disposition: str, file_name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
