"""Fresh databases for tests, copied from one template per engine that holds the whole schema."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from server import jobs
from server.app import create_app
from server.config import Config, config_from
from server.db import db

_numbers = count(1)
# Whoever a test has left connected.
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# What the schema is made of, in one value: tables, indexes and counts, columns, constraints, triggers and functions.
_TABLES = """
WITH part AS (
  SELECT format('%s %s %s', relkind, oid, relname) AS it FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s %s %s', attrelid, attname, atttypid, attnotnull)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s', oid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s %s', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT format('%s %s', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
)
SELECT md5(string_agg(it, ',' ORDER BY it)) FROM part
"""
# No TRUNCATE: it makes new files for every table and index. As a replica, neither keys nor triggers look.
_EMPTY = """
DO $$
DECLARE
  place regclass;
  is_used boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR place IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', place) INTO is_used;
    IF is_used THEN EXECUTE format('DELETE FROM %s', place); END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


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


class PostgresDatabase:
    """One database for a whole run: emptied for each test, which takes a tenth of the time that a new copy takes.

    A test that has changed more than rows, or left nothing behind, is followed by a new copy.
    """

    def __init__(self, maintenance_url: str, template: str) -> None:
        self._maintenance_url = maintenance_url
        self._template = template
        self._url = ""
        self._drop: Callable[[], None] = lambda: None
        self._tables = ""

    def emptied(self) -> str:
        """Return the address of a database with every table and no row."""
        if not self._url or not self._empty():
            self._drop()
            self._url, self._drop = postgres_copy(self._maintenance_url, self._template)
            with _outside_a_transaction(self._url) as connection:
                self._tables = connection.execute(text(_TABLES)).scalar_one()
        return self._url

    def _empty(self) -> bool:
        """Remove every row and begin every count anew; tell whether the tables are those of the template."""
        try:
            with _outside_a_transaction(self._url) as connection:
                connection.execute(text(_END_OTHERS))
                if connection.execute(text(_TABLES)).scalar_one() != self._tables:
                    return False
                connection.execute(text(_EMPTY))
        except OperationalError:
            return False
        return True


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
    with _outside_a_transaction(url) as connection:
        connection.execute(text(statement))


@contextmanager
def _outside_a_transaction(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
