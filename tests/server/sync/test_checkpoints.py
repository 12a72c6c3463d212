"""T6: a checkpoint a day says how far the logs had grown; whoever kept it elsewhere sees when their end is cut off."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from joserfc.jwk import ECKey
from sqlalchemy import delete, func, select

from server.audit.models import AuditEntry
from server.config import current_config
from server.core import signing
from server.core.clock import utc_now
from server.db import db, transaction
from server.sync.actions import receive_records
from server.sync.checkpoints.actions import make_checkpoint
from server.sync.checkpoints.jobs import checkpoint
from server.sync.checkpoints.models import Checkpoint
from server.sync.checkpoints.queries import newest_checkpoint_name
from server.sync.checkpoints.rules import token_hash
from server.sync.models import Event
from server.verify import checkpoints
from tests.support.field import Field
from tests.support.people import HEADERS
from tests.support.sealing import posted

pytestmark = pytest.mark.both_engines


def work(out: Field, place: int) -> None:
    receive_records(out.tablet.id, [posted(out.pen.not_served(out.people[place]))])


def test_t6_it_finds_that_the_end_of_everything_was_cut_off(out: Field) -> None:
    work(out, 0)
    make_checkpoint()
    work(out, 1)
    kept = make_checkpoint()
    with transaction():
        newest = db.session.scalar(select(func.max(Event.idx)))
        db.session.execute(delete(Event).where(Event.idx == newest))
        db.session.execute(delete(Checkpoint).where(Checkpoint.token == kept))
        cut = db.session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.action == "make_checkpoint"))
        db.session.execute(delete(AuditEntry).where(AuditEntry.id >= cut))

    assert "kept elsewhere" in checkpoints.check([kept]).line()
    assert checkpoints.check().holds


def test_it_refuses_a_checkpoint_of_another_server(out: Field) -> None:
    from joserfc import jws

    forged = jws.serialize_compact({"alg": "ES256", "typ": signing.CHECKPOINT}, b"{}", ECKey.generate_key("P-256"))

    assert "signed by this server" in checkpoints.check([forged]).line()


def test_each_goes_on_where_the_one_before_ended(out: Field) -> None:
    work(out, 0)
    first = signing.verify(current_config().key_dir, signing.CHECKPOINT, make_checkpoint())
    work(out, 1)
    second = signing.verify(current_config().key_dir, signing.CHECKPOINT, make_checkpoint())

    assert (first["previous"], first["events"]["count"], second["events"]["count"]) == (None, 1, 2)
    assert second["movements"] == first["movements"]
    finding = checkpoints.check()
    assert finding.holds
    assert finding.counts["checkpoints"] == 2


def test_it_makes_one_a_day_and_copies_the_keys(out: Field) -> None:
    assert (checkpoint(), checkpoint()) == (1, 0)
    with time_machine.travel(utc_now() + timedelta(days=1)):
        # By hand: the keys are copied all the same.
        make_checkpoint()
        assert checkpoint() == 0
    assert len(list(current_config().keystore_backup_dir.iterdir())) == 2


def test_it_prints_one_and_verifies_against_a_file_of_them(app: Flask, out: Field, tmp_path: Path) -> None:
    work(out, 0)
    token = app.test_cli_runner().invoke(args=["checkpoint"]).output.strip()
    kept = tmp_path / "kept.txt"
    kept.write_text(f"{token}\n", encoding="ascii")

    result = app.test_cli_runner().invoke(args=["verify", "--against", str(kept)])

    assert result.exit_code == 0, result.output
    assert "1 kept elsewhere" in result.output


def test_t7_a_tablet_is_told_the_newest_one(out: Field) -> None:
    kept = make_checkpoint()

    hello = {"report": {}, "epoch": 1, "last_seq": 0}
    assert out.tablet.client.post("/api/v1/sync/hello", json=hello, headers=HEADERS).json["checkpoint"] == kept


def test_paper_keeps_the_name_of_one(out: Field) -> None:
    name = token_hash(make_checkpoint())

    assert newest_checkpoint_name() == name
    assert checkpoints.check([name]).holds
    with transaction():
        db.session.execute(delete(Checkpoint))
    assert "not here" in checkpoints.check([name]).line()
