"""The numbered migrations lead to the very tables that the models describe, and back, on both engines."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from server.app import create_app
from server.config import Config
from server.db import Base, db
from tests.support import databases

MIGRATIONS = Path(__file__).parents[2] / "server" / "migrations"
VERSIONS = MIGRATIONS / "versions"
BREAKS_IN_THE_MIDDLE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{number}", "{before}"


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("card", sa.Column("half", sa.Integer))
    op.execute("SELECT 1 FROM a_table_that_is_not_there")
"""

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


def test_s9_a_migration_that_fails_half_way_leaves_the_version_before_it_whole(empty: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    last = len(list(VERSIONS.glob("[0-9]*.py")))
    broken = BREAKS_IN_THE_MIDDLE.format(number=f"{last + 1:04d}", before=f"{last:04d}")
    (folder / "versions" / f"{last + 1:04d}_breaks.py").write_text(broken)
    upgrade()
    before = tables()

    with pytest.raises(DBAPIError):
        upgrade(directory=str(folder))

    db.session.rollback()
    assert tables() == before
    assert "half" not in {column["name"] for column in inspect(db.engine).get_columns("card")}
    assert db.session.execute(text("SELECT version_num FROM alembic_version")).scalar() == f"{last:04d}"
    assert empty.test_client().get("/healthz").status_code == 200
