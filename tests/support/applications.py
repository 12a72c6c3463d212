"""One application for a whole run, moved into each test's own folder and database.

To put the application together takes longer than most tests do. All that it knows of an installation is its settings,
its queue of wake-ups and its connections: these are new for every test, and what a test has hung onto it is gone.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, make_url
from sqlalchemy.engine import Dialect

from server import jobs
from server.app import create_app
from server.app.features import JOBS
from server.config import Config, keep_config
from server.db import db

# Where an installation has its things. One that is set otherwise in anything else gets another application.
_NOWHERE: dict[str, Any] = {
    "database_url": "",
    "blob_url": "",
    "data_dir": Path(),
    "key_dir": Path(),
    "keystore_dir": Path(),
    "backup_dir": Path(),
    "keystore_backup_dir": Path(),
}


@dataclass(frozen=True)
class _Kept:
    """An application as `create_app` left it."""

    app: Flask
    settings: dict[str, Any]
    extensions: dict[str, Any]


class Applications:
    """The applications of a run: one for each engine and each way to set it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Config], _Kept] = {}

    def in_place(self, config: Config) -> Flask:
        """Return an application as `create_app` makes it for these settings."""
        kind = make_url(config.database_url).get_backend_name(), replace(config, **_NOWHERE)
        if kind not in self._kept:
            self._kept[kind] = _make(config)
        kept = self._kept[kind]
        _move(kept, config)
        return kept.app


def _make(config: Config) -> _Kept:
    app = create_app(config)
    with app.app_context():
        _follow_the_url(db.engine)
    return _Kept(app, dict(app.config), dict(app.extensions))


def _move(kept: _Kept, config: Config) -> None:
    app = kept.app
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.instance_path = str(config.data_dir)
    _put_back(app.config, kept.settings | {"SQLALCHEMY_DATABASE_URI": config.database_url})
    _put_back(app.extensions, kept.extensions)
    keep_config(app, config)
    jobs.prepare(app, config, JOBS)
    with app.app_context():
        db.engine.url = make_url(config.database_url)


def _put_back(now: dict[str, Any], before: dict[str, Any]) -> None:
    now.clear()
    now.update(before)


def _follow_the_url(engine: Engine) -> None:
    """Connect to where `engine.url` points now: the engine keeps what it has compiled, its pool is thrown away."""

    @event.listens_for(engine, "do_connect")
    def aim(dialect: Dialect, _record: object, positional: list[Any], named: dict[str, Any]) -> None:
        positional[:], given = dialect.create_connect_args(engine.url)
        named.update(given)

    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def hurry(connection: Any, _record: object) -> None:
        # No power is cut in a test; how the product writes is checked where it runs by itself.
        connection.execute("PRAGMA synchronous=OFF").close()
