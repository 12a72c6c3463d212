"""Fresh databases for tests, copied from one template per engine that holds the whole schema."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, make_url, text

from server import jobs
from server.app import create_app
from server.config import Config, config_from
from server.db import db

_numbers = count(1)


def config_for(database_url: str, folder: Path, **more: str) -> Config:
    """Return the settings of a test's own installation, all of it below `folder`."""
    given = {"DATA": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": "k" * 43, "LOG_LEVEL": "warning"}
    return config_from({f"SONGKA_{name}": value for name, value in (given | more).items()})


def sqlite_template(folder: Path) -> Path:
    """Make the SQLite file with every table."""
    path = folder / "template.sqlite"
    _make_tables(f"sqlite:///{path}", folder)
    return path


def sqlite_copy(template: Path, folder: Path) -> str:
    """Return the address of a test's own copy."""
    path = folder / "songka.sqlite"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def postgres_template(maintenance_url: str, folder: Path) -> str:
    """Make the PostgreSQL database with every table; return its name."""
    name = "songka_template"
    _run_outside_a_transaction(maintenance_url, f"CREATE DATABASE {name}")
    _make_tables(_address(maintenance_url, name), folder)
    return name


def postgres_copy(maintenance_url: str, template: str) -> tuple[str, Callable[[], None]]:
    """Return the address of a test's own copy, and what drops it."""
    name = f"songka_{next(_numbers)}"
    _run_outside_a_transaction(maintenance_url, f"CREATE DATABASE {name} TEMPLATE {template}")

    def drop() -> None:
        _run_outside_a_transaction(maintenance_url, f"DROP DATABASE {name} WITH (FORCE)")

    return _address(maintenance_url, name), drop


def close(app: Flask) -> None:
    """Give back the connections of an application that a test has made."""
    with app.app_context():
        jobs.close()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _make_tables(url: str, folder: Path) -> None:
    app = create_app(config_for(url, folder))
    with app.app_context():
        db.create_all()
        if url.startswith("sqlite"):
            # One file without its write-ahead log can be copied.
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    close(app)


def _address(maintenance_url: str, name: str) -> str:
    return make_url(maintenance_url).set(database=name).render_as_string(hide_password=False)


def _run_outside_a_transaction(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
