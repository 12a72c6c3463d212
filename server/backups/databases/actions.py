"""Copy the database out, bring a copy back, and lend a scratch database for looking at one."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from server.backups.archive.rules import PUT_ASIDE, Engine
from server.core.errors import Refusal
from server.core.flushed_files import flush
from server.core.ids import new_id

_log = structlog.get_logger(__name__)


def engine_of(database_url: str) -> Engine:
    """Return which kind of database an address names."""
    return "postgresql" if database_url.startswith("postgresql") else "sqlite"


def copy_out(database_url: str, target: Path) -> None:
    """Copy the whole database as it is at one moment into a file, while others write.

    Raises:
        Refusal: database_program_missing — PostgreSQL's pg_dump is not installed, or refuses.
    """
    if engine_of(database_url) == "postgresql":
        _run("pg_dump", database_url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    source = make_url(database_url).database or ""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def bring_back(copy: Path, database_url: str, *, over: bool = False) -> None:
    """Make the database at an address from a copy. With `over` the tables of PostgreSQL that are there go first.

    On SQLite what was there before is put aside, never overwritten.

    Raises:
        Refusal: database_program_missing, backup_broken.
    """
    if engine_of(database_url) == "postgresql":
        clean = ("--clean", "--if-exists") if over else ()
        more = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", *clean)
        _run("pg_restore", database_url, *more, str(copy))
        return
    target = Path(make_url(database_url).database or "")
    _refuse_broken(copy)
    _put_aside(target)
    beside = target.with_name(f".{target.name}.{new_id()}")
    shutil.copyfile(copy, beside)
    beside.chmod(0o600)
    flush(beside)
    beside.replace(target)
    flush(target.parent)


@contextmanager
def scratch_database(database_url: str, folder: Path) -> Iterator[str]:
    """Lend the address of an empty database of the same kind: a file below `folder`, or one more on the server.

    Raises:
        Refusal: database_program_failed.
    """
    if engine_of(database_url) == "sqlite":
        yield f"sqlite:///{folder / 'songka.sqlite'}"
        return
    url, name = make_url(database_url), f"{_scratch_names(database_url)}{new_id().replace('-', '')[-12:]}"
    with _connected(url) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        try:
            with _connected(url) as connection:
                _drop(connection, name)
        except Refusal:
            # What was found stands; the next backup drops it.
            _log.exception("scratch_database_left")


def drop_scratch_databases(database_url: str) -> None:
    """Drop the scratch databases that were lent for looking at copies of this one and that a kill left.

    Raises:
        Refusal: database_program_failed.
    """
    if engine_of(database_url) == "sqlite":
        return
    found = text("SELECT datname FROM pg_database WHERE starts_with(datname, :names)")
    with _connected(make_url(database_url)) as connection:
        for name in list(connection.scalars(found, {"names": _scratch_names(database_url)})):
            _drop(connection, name)


def _drop(connection: Connection, name: str) -> None:
    connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _scratch_names(database_url: str) -> str:
    """Return how the names of this database's scratch ones begin: several installations may share a server."""
    whose = (make_url(database_url).database or "").encode()
    return f"songka_scratch_{hashlib.sha256(whose).hexdigest()[:12]}_"


def _refuse_broken(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise Refusal("backup_broken", file=copy.name) from problem
    if found != "ok":
        raise Refusal("backup_broken", file=copy.name)


def _put_aside(database: Path) -> None:
    aside = f"{PUT_ASIDE}{new_id()}"
    for end in ("", "-wal", "-shm"):
        part = database.with_name(database.name + end)
        if part.exists():
            part.replace(part.with_name(database.name + aside + end))


def _run(program: str, database_url: str, *arguments: str) -> None:
    url = make_url(database_url)
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    # The password in the environment: a command line can be read by everybody on the machine.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    where = f"--dbname={plain}"
    try:
        subprocess.run(  # noqa: S603 - no shell reads it
            [program, where, *arguments], env=environment, check=True, capture_output=True
        )
    except FileNotFoundError as problem:
        raise Refusal("database_program_missing", program=program) from problem
    except subprocess.CalledProcessError as problem:
        # Its words may quote rows, so only its status is told.
        raise Refusal("database_program_failed", program=program, status=problem.returncode) from problem


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    """Lend a connection for statements that stand in no transaction.

    Raises:
        Refusal: database_program_failed.
    """
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as problem:
        # As of the programs, only the status: PostgreSQL's own (SQLSTATE), none where it cannot be reached.
        status = getattr(problem.orig, "sqlstate", None) or "-"
        raise Refusal("database_program_failed", program="PostgreSQL", status=status) from problem
    finally:
        engine.dispose()
