"""The API under /api/v1: OpenAPI from the features' schemas, and one shape for every "no"."""

from collections.abc import Callable
from http import HTTPStatus
from threading import RLock
from typing import Any

import orjson
from apispec import APISpec
from flask import Flask, request
from flask.json.provider import JSONProvider
from flask.typing import ResponseReturnValue
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException

from server.core.errors import Refusal
from server.core.flushed_files import NotFlushedError
from server.core.sizes import size_in_words
from server.db.clashes import is_clash
from server.db.faults import is_failure, is_full, note_failure
from server.rules import refusal

PREFIX = "/api/v1"

# What the HTTP layer itself refuses, as rows of the refusals table.
_CODES = {
    HTTPStatus.UNAUTHORIZED: "not_logged_in",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_request",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


class RefusalSchema(Schema):
    """The body of every answer that is not a yes."""

    code = fields.String(required=True, metadata={"description": "Row of the refusals table"})
    clause = fields.String(required=True, allow_none=True, metadata={"description": "Clause of the regulation"})
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    facts = fields.Dict(required=True, metadata={"description": "What the message speaks of; no personal data"})
    fields_ = fields.Dict(
        attribute="fields", data_key="fields", metadata={"description": "Problems of a 422, by place and field"}
    )


class SongkaApi(Api):
    """flask-smorest with the project's own refusals, describing itself only to who asks.

    Describing 150 routes takes most of a start, and few processes are ever asked for it.
    """

    ERROR_SCHEMA = RefusalSchema

    def __init__(self, app: Flask) -> None:
        self._undescribed: list[Callable[[], None]] = []
        self._describing = RLock()
        super().__init__(app)

    @property
    def spec(self) -> APISpec:
        """Return the OpenAPI document; the routes registered since the last look are described now."""
        with self._describing:
            while self._undescribed:
                self._undescribed.pop(0)()
        return self._spec

    @spec.setter
    def spec(self, spec: APISpec) -> None:
        self._spec = spec

    def serve(self, app: Flask, blueprint: Blueprint) -> None:
        """Serve a feature's routes now and describe them later."""
        app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        app.register_blueprint(blueprint, url_prefix=f"{PREFIX}{blueprint.url_prefix or ''}")
        self._undescribed.append(lambda: self._describe(app, blueprint))

    def _describe(self, app: Flask, blueprint: Blueprint) -> None:
        blueprint.register_views_in_doc(self, app, self._spec, name=blueprint.name, parameters=None)
        self._spec.tag({"name": blueprint.name, "description": blueprint.description})

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        """Answer an HTTP error in the shape of a refusal."""
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        data: dict[str, Any] = getattr(error, "data", None) or {}
        problems = data.get("errors") or data.get("messages") or {}
        body = _body(_code_of(status), _facts(status, problems))
        if problems:
            body["fields"] = problems
        # Allow, Retry-After, Content-Range, WWW-Authenticate: what HTTP itself asks for beside the body.
        given = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
        return body, status, [*given, *(data.get("headers") or {}).items()]


class _OrjsonProvider(JSONProvider):
    """JSON by orjson: five times the standard library on the sync path."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        return orjson.dumps(obj, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        return orjson.loads(s)


def prepare(app: Flask, blueprints: tuple[Blueprint, ...]) -> None:
    """Serve the features' blueprints, their OpenAPI, and every refusal as JSON."""
    app.json = _OrjsonProvider(app)
    app.config.update(
        API_TITLE="Songka",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = SongkaApi(app)
    app.register_error_handler(Refusal, _refuse)
    app.register_error_handler(DBAPIError, _refuse_for_the_database)
    app.register_error_handler(NotFlushedError, _refuse_for_the_disk)
    for blueprint in blueprints:
        api.serve(app, blueprint)
    app.add_url_rule("/api/<path:path>", view_func=_no_such_route, endpoint="no_such_route")


def _refuse(error: Refusal) -> ResponseReturnValue:
    text = refusal(error.code, error.facts)
    return _body(error.code, error.facts), text.status


def _refuse_for_the_database(error: DBAPIError) -> ResponseReturnValue:
    """Answer what the database would not take: it is busy (S5), its disk is full or fails, a value fits nowhere."""
    if is_clash(error):
        return _refuse(Refusal("unavailable"))
    if is_full(error):
        return _refuse(Refusal("storage_full"))
    if is_failure(error):
        return _refuse(Refusal("storage_failing"))
    if isinstance(error, DataError):
        return _refuse(Refusal("invalid_request"))
    raise error


def _refuse_for_the_disk(error: NotFlushedError) -> ResponseReturnValue:
    """Answer what a file of the server's own could not be flushed for, also where no transaction was open (S2)."""
    note_failure(error)
    return _refuse(Refusal("storage_failing"))


def _code_of(status: int) -> str:
    known = _CODES.get(HTTPStatus(status))
    if known:
        return known
    return "not_understood" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


def _facts(status: int, problems: dict[str, Any]) -> dict[str, Any]:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and request.max_content_length:
        return {"limit": size_in_words(request.max_content_length)}
    return {"fields": ", ".join(_names(problems))} if problems else {}


def _names(problems: dict[str, Any]) -> list[str]:
    """Return the fields a 422 speaks of, from marshmallow's {place: {field: problem}}."""
    return sorted({str(name) for place in problems.values() if isinstance(place, dict) for name in place})


def _body(code: str, facts: dict[str, Any]) -> dict[str, Any]:
    text = refusal(code, facts)
    return {
        "code": code,
        "clause": text.clause,
        "message_zh": text.zh,
        "message_en": text.en,
        "facts": facts,
    }


def _no_such_route(path: str) -> ResponseReturnValue:
    """Answer unknown API addresses as an API does: never with the PWA's page."""
    del path
    raise Refusal("not_found")
