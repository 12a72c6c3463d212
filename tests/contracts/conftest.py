"""The stage of the matrix for tests of their own: every role logged in, one thing of each kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts.rules import may_do, roles
from server.app import create_app
from tests.contracts.asking import put_back, take_snapshot
from tests.contracts.places import Stage, set_the_stage
from tests.support import databases, people
from tests.support.clients import client_of


@dataclass(frozen=True)
class Stood:
    """The application on its stage, and each role's log-in."""

    app: Flask
    stage: Stage
    tokens: dict[str, str]
    snapshot: Path

    def who_may(self, permission: str) -> FlaskClient | None:
        """Return the client of a role that has a permission."""
        for role, token in self.tokens.items():
            if may_do([role], permission):
                client = client_of(self.app)
                client.set_cookie("songka", token)
                return client
        return None

    def put_back(self) -> None:
        """Undo whatever was changed."""
        put_back(self.snapshot)


@pytest.fixture(scope="module")
def stood(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stood]:
    folder = tmp_path_factory.mktemp("stage")
    config = databases.config_for(databases.sqlite_copy(sqlite_template, folder), folder, LOG_LEVEL="debug")
    app = create_app(config)
    with app.app_context():
        stage = set_the_stage(roles())
        tokens = {
            role: people.logged_in(app, officer).get_cookie("songka").value for role, officer in stage.officers.items()
        }
        yield Stood(app, stage, tokens, take_snapshot(folder))
    databases.close(app)
