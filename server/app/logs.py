"""JSON logs that name routes and places in the code, never addresses with values, bodies or error texts."""

import logging
import sys
import time
from traceback import walk_tb
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

_log = structlog.get_logger("songka")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LoggedFlask(Flask):
    """Flask that logs each request by its path template and an error by its place."""

    def __init__(self, import_name: str, **options: Any) -> None:
        super().__init__(import_name, **options)
        self.before_request(_start_clock)
        self.after_request(_log_request)

    def log_exception(self, exc_info: Any) -> None:
        """Log where it broke. The text of an error may quote a row, so it stays out."""
        _log.error("broken", method=request.method, route=_route(), **place_of(exc_info))


def prepare(level: str) -> None:
    """Write the application's logs as one JSON object a line to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )
    # Werkzeug and httpx log raw addresses.
    for name in ("werkzeug", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def place_of(exc_info: _ExcInfo) -> dict[str, Any]:
    """Return an error's type and the places it passed, innermost last, without its text."""
    kind, _, trace = exc_info
    if kind is None:
        return {}
    places = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(trace)]
    return {"error": f"{kind.__module__}.{kind.__qualname__}", "places": places[-12:]}


def _to_standard_error(*_args: Any) -> structlog.PrintLogger:
    # Looked up at each call: tests and servers replace the stream.
    return structlog.PrintLogger(sys.stderr)


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "(none)"


def _start_clock() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    took = round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None
    _log.info("request", method=request.method, route=_route(), status=response.status_code, ms=took)
    return response
