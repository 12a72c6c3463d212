from pathlib import Path

import pytest
from flask import Flask

from server.app import create_app
from server.audit import Actor, acting_as
from server.backups.actions import back_up
from server.backups.models import Backup
from server.config import Config
from server.core.errors import Refusal
from server.db import db
from server.sync.actions import receive_records
from server.verify.actions import verify
from tests.support import databases
from tests.support.field import Field, go_out
from tests.support.sealing import posted
from tests.support.tablets import STROKES


def in_this_process(beside: Config) -> None:
    """Hold the restored copy against every check, as the process of its own does."""
    app = create_app(beside)
    with app.app_context():
        broken = [finding.line() for finding in verify(ask=False) if not finding.holds]
    databases.close(app)
    if broken:
        raise Refusal("backup_not_verified", what="; ".join(broken))


@pytest.fixture(autouse=True)
def proof(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a process for each backup; tests that ask for `real_proof` run it as an office does."""
    if "real_proof" not in request.fixturenames:
        monkeypatch.setattr("server.backups.actions._verify", in_this_process)


@pytest.fixture
def real_proof() -> None:
    """The restored copy is verified in a process of its own."""


@pytest.fixture
def out(app: Flask) -> Field:
    """A round in the village; one card handed over, one person absent."""
    field = go_out(app)
    field.tablet.put(STROKES)
    send(field, field.pen.hand_over(field.people[0]), field.pen.not_served(field.people[1]))
    return field


def send(field: Field, *contents: bytes) -> list[str]:
    """Bring records as the tablet does; return the verdicts."""
    answers = receive_records(field.tablet.id, [posted(content) for content in contents])
    db.session.rollback()
    return [answer.verdict for answer in answers]


def make_backup(to: Path | None = None) -> Backup:
    with acting_as(Actor(system="test")):
        return back_up(to)


def refused(*args: object, **more: object) -> str:
    """Make a backup that must fail; return the code of the refusal."""
    with pytest.raises(Refusal) as caught:
        make_backup(*args, **more)
    return caught.value.code
