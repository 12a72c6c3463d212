"""A test client that reads each answer to its end, as a browser does, so that no served file stays open."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class ReadingClient(FlaskClient):
    """Flask's test client with `buffered` on."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request and read the whole answer."""
        return super().open(*args, buffered=buffered, **kwargs)


def client_of(app: Flask) -> FlaskClient:
    """Return a client of `app` without cookies."""
    return ReadingClient(app, app.response_class, use_cookies=True)
