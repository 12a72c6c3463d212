"""Ask routes as officers and devices, on a database that is put back after every change."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.accounts.may import Access, access_of
from server.db import db
from tests.contracts.objects import BLOB, Route
from tests.contracts.places import Place
from tests.support import people

PREFIX = "/api/v1"
_OUTSIDE_THE_API = frozenset({"api-docs.openapi_json", "no_such_route"})


def api_routes(app: Flask) -> dict[str, Access | None]:
    """Return every route of the API as "METHOD /path" with its mark."""
    found = {}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX) or rule.endpoint in _OUTSIDE_THE_API:
            continue
        methods = set(rule.methods or ()) - {"OPTIONS"}
        for method in methods - ({"HEAD"} if "GET" in methods else set()):
            found[f"{method} {rule.rule.removeprefix(PREFIX)}"] = access_of(app.view_functions[rule.endpoint])
    return found


def ask(client: FlaskClient, name: str, route: Route, place: Place, role: str = "") -> TestResponse:
    """Send one request about something of a place."""
    method, path = name.split(" ", 1)
    for parameter, thing in route.ids_for(role).items():
        path = path.replace(f"<string:{parameter}>", place[thing])
    path = path.replace("<string:sha256>", hashlib.sha256(BLOB).hexdigest())
    sent: dict[str, Any] = {"headers": people.HEADERS}
    if route.query:
        sent["query_string"] = route.query(place)
    if route.json:
        sent["json"] = route.json(place)
    if route.form:
        sent["data"] = route.form(place)
    if route.raw:
        sent |= {"data": route.raw, "content_type": "application/octet-stream"}
    return client.open(PREFIX + path, method=method, **sent)


def take_snapshot(folder: Path) -> Path:
    """Copy the present state of the database."""
    path = folder / "snapshot.sqlite"
    _copy(Path(str(db.engine.url.database)), path)
    return path


def put_back(snapshot: Path) -> None:
    """Undo whatever was changed in the database since."""
    _copy(snapshot, Path(str(db.engine.url.database)))


def _copy(source: Path, target: Path) -> None:
    db.session.remove()
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
