"""What every test may ask for: a database of its own, the settings and the application on it, a client.

A test or module marked `both_engines` runs on SQLite and again on PostgreSQL.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.rules.policy import _rows as policy_rows
from tests.support import databases
from tests.support.applications import Applications
from tests.support.clients import client_of
from tests.support.postgres import private_cluster


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" not in metafunc.fixturenames:
        return
    both = metafunc.definition.get_closest_marker("both_engines") is not None
    metafunc.parametrize("engine", ["sqlite", "postgresql"] if both else ["sqlite"], scope="function")


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_at_once() -> None:
    """Argon2 is slow on purpose, and every desk of a test logs in."""
    policy_rows()["password.kdf"] |= {"memory_kib": 64, "iterations": 1}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a private cluster."""
    with private_cluster() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return databases.postgres_template(postgres_url, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str, postgres_template: str) -> databases.PostgresDatabase:
    return databases.PostgresDatabase(postgres_url, postgres_template)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of this test's own database, with every table and no row."""
    if engine == "sqlite":
        return databases.sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
    database: databases.PostgresDatabase = request.getfixturevalue("postgres_database")
    return database.emptied()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return databases.config_for(database_url, tmp_path)


@pytest.fixture(scope="session")
def applications() -> Applications:
    return Applications()


@pytest.fixture
def app(config: Config, applications: Applications) -> Iterator[Flask]:
    """The application; its context is open, so actions and queries can be called at once."""
    app = applications.in_place(config)
    with app.app_context():
        yield app
    databases.close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app)
