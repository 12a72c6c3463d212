"""The numbered migrations lead to the very tables that the models describe, and back, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from server.app import create_app
from server.config import Config
from server.db import Base, db
from tests.support import databases

VERSIONS = Path(__file__).parents[2] / "server" / "migrations" / "versions"

pytestmark = pytest.mark.both_engines


@pytest.fixture
def empty(config: Config) -> Iterator[Flask]:
    """The application on a database without tables."""
    app = create_app(config)
    with app.app_context():
        db.drop_all()
        yield app
    databases.close(app)


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_lead_to_the_tables_of_the_models(empty: Flask) -> None:
    upgrade()

    with db.engine.connect() as connection:
        options = {"compare_type": True, "target_metadata": Base.metadata}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert differences == []
    assert tables() == set(Base.metadata.tables)


def test_they_can_be_taken_back_and_done_again(empty: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert tables() == set()

    upgrade()
    assert tables() == set(Base.metadata.tables)


def test_they_are_numbered_without_a_gap(engine: str) -> None:
    numbers = sorted(int(path.name.split("_", 1)[0]) for path in VERSIONS.glob("[0-9]*.py"))

    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))
