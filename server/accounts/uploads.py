"""How a file comes with a form: described for OpenAPI, and bounded before it is read."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from server.core.errors import Refusal

# What a multipart body has around the file itself.
_ENVELOPE_BYTES = 65536


def upload_doc(**fields: dict[str, Any]) -> dict[str, Any]:
    """Describe a form that brings a file and these fields, each of them needed."""
    properties = {"file": {"type": "string", "format": "binary"}, **fields}
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def uploaded_file(longest: int) -> FileStorage | None:
    """Return the form's file, at most `longest` bytes, or None when there is none.

    Raises:
        RequestEntityTooLarge: the body is longer; nothing of it is kept.
    """
    request.max_content_length = longest + _ENVELOPE_BYTES
    return request.files.get("file")


def needed_file(longest: int) -> FileStorage:
    """Return the form's file, at most `longest` bytes.

    Raises:
        Refusal: invalid_request — there is none.
        RequestEntityTooLarge: as above.
    """
    file = uploaded_file(longest)
    if file is None:
        raise Refusal("invalid_request", fields="file")
    return file
