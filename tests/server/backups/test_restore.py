"""A restore makes the installation anew from a backup, under a new lineage and with a case for what came after it."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import func, select

from server.app import create_app
from server.audit import Actor, acting_as
from server.backups.archive.queries import key_of
from server.backups.history.models import LostHistory
from server.backups.history.queries import last_seen
from server.backups.queries import safe_index
from server.backups.restores.actions import restore
from server.cards.models import Card
from server.config import Config, current_config
from server.core import signing
from server.core.errors import Refusal
from server.core.escrow import escrow_keys, rotate_escrow
from server.db import db
from server.issuance.models import HandOver
from server.sync.actions import lineage
from server.sync.models import Event
from server.verify.actions import verify
from tests.server.backups.conftest import make_backup, send
from tests.support import databases
from tests.support.field import Field

pytestmark = pytest.mark.both_engines


@contextmanager
def another_machine(config: Config, folder: Path, database_url: str):
    """An installation with nothing in it but what its own first start makes."""
    folder.mkdir()
    given = {"KEYS": str(folder / "keys"), "KEYSTORE": str(folder / "keystore"), "BACKUPS": str(config.backup_dir)}
    app = create_app(databases.config_for(database_url, folder, **given))
    with app.app_context():
        yield app
    databases.close(app)


@pytest.fixture
def empty_database(engine: str, request: pytest.FixtureRequest, tmp_path: Path):
    """The address of one more database without any table."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'songka.sqlite'}"
        return
    url, drop = databases.postgres_copy(request.getfixturevalue("postgres_url"), "template0")
    yield url
    drop()


@pytest.fixture(autouse=True)
def migrated(app: Flask) -> None:
    """Mark the tables, which the tests make at once, as those of the newest migration."""
    stamp(directory=str(current_config().migrations_dir))


def bring(folder: Path, **more: object) -> LostHistory:
    with acting_as(Actor(system="test")):
        return restore(folder, **more)


def refused(folder: Path, **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        bring(folder, **more)
    return caught.value.code


def test_it_refuses_what_is_no_backup_and_what_would_overwrite(out: Field, tmp_path: Path) -> None:
    backup = Path(make_backup().path)

    assert refused(tmp_path) == "no_backup_there"
    assert refused(backup) == "not_empty"
    assert db.session.scalar(select(func.count()).select_from(Event)) == 2


def test_it_refuses_another_key_a_changed_file_and_another_kind_of_database(
    out: Field, tmp_path: Path, empty_database: str
) -> None:
    backup, config = Path(make_backup().path), current_config()
    manifest = (backup / "manifest.json").read_text()
    with another_machine(config, tmp_path / "elsewhere", empty_database):
        # Its own key, made at this moment, opens nothing.
        assert refused(backup) == "backup_broken"
        (tmp_path / "typed").write_text("not a key")
        assert refused(backup, key=tmp_path / "typed") == "backup_key_unfit"
        other = manifest.replace("postgresql", "x").replace("sqlite", "postgresql").replace('"x"', '"sqlite"')
        (backup / "manifest.json").write_text(other)
        assert refused(backup) == "backup_of_other_engine"
        (backup / "manifest.json").write_text("{}")
        assert refused(backup) == "no_backup_there"


def test_s7_a_new_machine_has_everything_and_a_new_lineage(out: Field, tmp_path: Path, empty_database: str) -> None:
    before, config = lineage(), current_config()
    receipt_key = signing.public_key(config.key_dir)
    backup = Path(make_backup().path)
    # Written down on paper, typed in again with a blank and in small letters.
    written = str(key_of(config)).lower()
    (tmp_path / "typed").write_text(f"# of the office\n{written[:20]} {written[20:]}\n")
    send(out, out.pen.not_served(out.people[2]))
    db.session.remove()

    with another_machine(config, tmp_path / "elsewhere", empty_database) as app:
        case = bring(backup, key=tmp_path / "typed")

        assert db.session.scalar(select(func.count()).select_from(Event)) == 2
        assert all(finding.holds for finding in verify(ask=False))
        assert lineage() not in (before, None)
        assert (case.how, case.lineage) == ("restore", lineage())
        # It never saw what came after: nobody knows how far that went.
        assert (case.event_first, case.event_last) == (3, None)
        assert safe_index(lineage()) is None
        assert signing.public_key(current_config().key_dir) == receipt_key
        assert last_seen()[0].lineage == lineage()
        assert make_backup().event_idx == 2
        assert app.test_cli_runner().invoke(args=["restore", str(backup)]).exit_code == 1


def test_s7_what_tablets_sealed_before_the_loss_still_opens_on_a_new_machine(
    out: Field, tmp_path: Path, empty_database: str
) -> None:
    config = current_config()
    rotate_escrow(config.key_dir)
    before = list(escrow_keys(config.key_dir))
    backup = Path(make_backup().path)
    (tmp_path / "typed").write_text(str(key_of(config)))
    late = out.pen.not_served(out.people[2])
    db.session.remove()

    with another_machine(config, tmp_path / "elsewhere", empty_database):
        bring(backup, key=tmp_path / "typed")

        assert list(escrow_keys(current_config().key_dir)) == before
        assert send(out, late) == ["accepted"]


def test_s7_over_a_damaged_installation_it_says_exactly_what_is_missing(out: Field) -> None:
    from server.backups.history.actions import write_last_seen

    backup = Path(make_backup().path)
    send(out, out.pen.not_served(out.people[2]), out.pen.not_served(out.people[3]))
    write_last_seen()
    seen = last_seen()[0]

    case = bring(backup, over=True)

    assert (case.event_first, case.event_last) == (3, 4)
    # Of the log what the backup made itself is missing too: its row came after the copy.
    assert case.audit_last == seen.audit_id
    assert case.seen_lineage == seen.lineage != case.lineage
    assert db.session.scalar(select(func.max(Event.idx))) == 2
    assert all(finding.holds for finding in verify(ask=False))


def test_what_restores_put_aside_is_all_kept_and_in_no_backup(out: Field) -> None:
    key = current_config().key_dir / "session.key"
    key.write_text("of the backup")
    backup = Path(make_backup().path)
    for found in ("first", "second"):
        key.write_text(found)
        bring(backup, over=True)

    aside = sorted(path.read_text() for path in key.parent.glob("session.key.before-*"))
    assert (key.read_text(), aside) == ("of the backup", ["first", "second"])
    assert not list(Path(make_backup().path).rglob("*.before-*"))


def state() -> list[tuple[object, ...]]:
    """What the day led to, without when: where each card is, who has it, and what was recorded of it."""
    db.session.rollback()
    cards = select(Card.id, Card.custody_state, Card.holder_kind, Card.holder_id, Card.live)
    handed = select(HandOver.id, HandOver.card_id, HandOver.specialist_id, HandOver.bank_manager_id)
    events = select(Event.id, Event.hash, Event.verdict, Event.reason)
    return [
        tuple(row)
        for part in (cards, handed, events)
        for row in db.session.execute(part.order_by(*part.selected_columns))
    ]


def test_i18_a_restored_backup_and_what_the_tablet_offers_again_give_the_same_state(out: Field) -> None:
    from server.backups.history.actions import write_last_seen

    pen = out.pen
    backup = Path(make_backup().path)
    late = [pen.hand_over(out.people[2]), pen.hand_over(out.people[3], approvals=[]), pen.not_served(out.people[4])]
    assert send(out, *late) == ["accepted", "parked", "accepted"]
    write_last_seen()
    before = state()

    bring(backup, over=True)
    assert state() != before
    assert send(out, *late) == ["accepted", "parked", "accepted"]

    assert state() == before
    assert all(finding.holds for finding in verify(ask=False))
