"""A backup counts only after it was restored beside the installation and held every check there."""

import fcntl
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
import time_machine
from sqlalchemy import func, select, update

from server.app.features import JOBS
from server.backups import queries
from server.backups.archive.queries import key_of
from server.backups.databases.actions import scratch_database
from server.backups.jobs import nightly_backup
from server.backups.models import Backup
from server.backups.rules import is_due
from server.backups.scratch.actions import held
from server.config import current_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.db import db, transaction
from server.evidence.blobs.models import Blob
from server.evidence.blobs.queries import blob_filesystem
from server.rules.policy import _rows
from server.sync.actions import lineage
from server.verify.actions import verify
from tests.server.backups.conftest import make_backup, refused, send
from tests.support.field import Field


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Backup)) or 0


def plant(statement: str) -> None:
    """Change the database behind the application's back."""
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database)) as connection, connection:
        connection.execute(statement)


def left_in_clear() -> list[str]:
    return [path.name for path in current_config().data_dir.glob(".backup-scratch/*")]


def test_it_refuses_to_call_safe_what_does_not_verify(out: Field) -> None:
    plant("DELETE FROM hand_over")

    assert refused() == "backup_not_verified"

    assert rows() == 0
    assert queries.safe_index(lineage()) is None
    assert queries.last_failure()["code"] == "backup_not_verified"
    # Better than none for whoever has to look, but marked.
    assert [path.suffix for path in current_config().backup_dir.iterdir() if path.name[0] == "2"] == [".unverified"]
    assert left_in_clear() == []


def test_it_refuses_while_another_one_runs(out: Field) -> None:
    folder = current_config().backup_dir
    folder.mkdir()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert refused() == "backup_running"
    assert rows() == 0


def test_s15_it_names_a_row_that_rotted_and_does_not_count(out: Field) -> None:
    plant("UPDATE event SET bytes = CAST(CAST(bytes AS TEXT) || ' ' AS BLOB) WHERE seq = 2")

    assert refused() == "backup_not_verified"

    broken = [finding for finding in verify() if not finding.holds]
    assert [finding.invariant for finding in broken] == ["I1"]
    assert "bytes differ from their hash" in broken[0].line()


def test_s15_it_names_a_blob_that_rotted_and_does_not_count(out: Field) -> None:
    filesystem, folder = blob_filesystem()
    blob = db.session.scalars(select(Blob)).first()
    (path,) = [path for path in filesystem.find(folder) if path.endswith(blob.sealed_sha256)]
    content = bytearray(filesystem.cat_file(path))
    content[len(content) // 2] ^= 1
    filesystem.pipe_file(path, bytes(content))

    assert refused() == "backup_not_verified"

    broken = [finding for finding in verify() if not finding.holds]
    assert [finding.invariant for finding in broken] == ["I5"]
    assert f"{blob.sha256} has no bytes, or has other bytes than its sealed name" in broken[0].line()


def test_s15_a_piece_that_rotted_in_the_backups_is_named_and_brought_anew(out: Field) -> None:
    make_backup()
    piece = max(path for path in current_config().backup_dir.glob("evidence-*/**/*.age"))
    content = bytearray(piece.read_bytes())
    content[-1] ^= 1
    piece.write_bytes(content)

    assert refused() == "backup_broken"
    assert make_backup().event_idx == 2


def of_sqlite(code: int) -> sqlite3.Error:
    problem = sqlite3.OperationalError("as SQLite says it")
    problem.sqlite_errorcode = code
    return problem


@pytest.mark.parametrize(
    ("where", "problem", "code"),
    [
        ("server.backups.actions.write_archive", OSError(28, "No space left on device"), "storage_full"),
        # The library tells what the system said in words only.
        ("pyrage.encrypt_file", pyrage.EncryptError("No space left on device (os error 28)"), "storage_full"),
        ("pyrage.decrypt_file", OSError("No space left on device (os error 28)"), "storage_full"),
        ("server.backups.actions.copy_out", of_sqlite(sqlite3.SQLITE_FULL), "storage_full"),
        ("server.backups.actions.copy_out", of_sqlite(sqlite3.SQLITE_IOERR_READ), "storage_failing"),
        ("server.backups.actions.write_archive", OSError(5, "Input/output error"), "backup_disk_failing"),
        ("pyrage.encrypt_file", pyrage.EncryptError("Permission denied (os error 13)"), "backup_disk_failing"),
    ],
)
def test_s3_a_disk_that_is_full_or_fails_leaves_no_half_backup_that_counts(
    out: Field, monkeypatch: pytest.MonkeyPatch, where: str, problem: Exception, code: str
) -> None:
    def fail(*_args: object) -> None:
        raise problem

    monkeypatch.setattr(where, fail)

    assert refused() == code
    assert queries.last_failure()["code"] == code
    assert (rows(), left_in_clear()) == (0, [])


def test_it_tells_of_a_disk_that_is_not_attached(out: Field, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")

    assert refused(tmp_path / "no folder" / "backups") == "backup_disk_failing"
    assert queries.last_failure()["code"] == "backup_disk_failing"


def test_it_tells_of_what_nobody_foresaw_and_lets_it_be_seen(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("server.backups.actions.write_archive", fail)

    with pytest.raises(ZeroDivisionError):
        make_backup()
    assert queries.last_failure()["code"] == "failed"


def test_it_refuses_a_server_of_databases_that_cannot_be_reached(tmp_path: Path) -> None:
    with (
        pytest.raises(Refusal, match="database_program_failed"),
        scratch_database("postgresql+psycopg://nobody@127.0.0.1:1/songka", tmp_path),
    ):
        raise AssertionError


def test_it_makes_safe_what_is_in_it_and_nothing_newer(out: Field) -> None:
    backup = make_backup()
    send(out, out.pen.not_served(out.people[2]))

    assert (backup.event_idx, backup.lineage) == (2, lineage())
    assert backup.verified_at >= backup.at
    assert queries.safe_index(lineage()) == 2
    assert queries.newest_index() == 3
    assert queries.safe_index("another") is None


def test_received_is_enough_where_policy_says_so(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_rows(), "sync.safe_after", "received")

    assert queries.safe_index(lineage()) == 2
    assert not queries.backups_late()


def test_t24_nothing_of_people_or_keys_is_in_clear_in_a_backup(out: Field) -> None:
    config = current_config()
    (config.key_dir / "session.key").write_text("made-up secret of this server")
    make_backup()

    files = [path for path in config.backup_dir.rglob("*") if path.is_file()]
    person = out.people[0]
    needles = [
        person["number"].encode(),
        person["name"].encode(),
        b"made-up secret",
        b"strokes",
        str(key_of(config)).encode(),
    ]
    found = [(path.name, needle) for path in files for needle in needles if needle in path.read_bytes()]
    assert len(files) > 5
    assert found == []
    manifest = json.loads(next(config.backup_dir.glob("2*/manifest.json")).read_text())
    assert set(manifest) == {"id", "made_at", "build", "engine", "pool", "evidence", "format"}


def test_s8_the_alarm_goes_when_backups_stop(out: Field) -> None:
    backup = make_backup()
    assert not queries.backups_late()
    with transaction():
        long_ago = utc_now() - timedelta(hours=27)
        db.session.execute(update(Backup).where(Backup.id == backup.id).values(at=long_ago))

    assert queries.backups_late()
    # What was safe stays safe; it only stands still.
    assert queries.safe_index(lineage()) == 2


def test_the_command_prints_where_it_lies_and_up_to_where_it_is_safe(
    app, out: Field, tmp_path: Path, real_proof
) -> None:
    done = app.test_cli_runner().invoke(args=["backup", "--to", str(tmp_path / "disk")])

    assert done.exit_code == 0, done.output
    assert "records up to 2 are safe" in done.output
    assert next((tmp_path / "disk").glob("2*")).is_dir()


def test_the_command_says_a_refusal_in_words(app, out: Field, real_proof) -> None:
    plant("DELETE FROM hand_over")

    done = app.test_cli_runner().invoke(args=["backup"])

    assert done.exit_code == 1
    assert "不算安全" in done.output
    assert "(I1" in done.output
    assert "Traceback" not in done.output


AT_NIGHT = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)  # 02:30 in China
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "last_try", "covered", "due"),
    [
        (AT_NIGHT, None, None, False),
        (AT_NIGHT, None, AT_NIGHT - 24 * HOUR, True),
        (AT_NIGHT, AT_NIGHT - HOUR / 4, AT_NIGHT - HOUR / 4, False),
        (AT_NIGHT - HOUR, None, AT_NIGHT - 24 * HOUR, False),
        # What was missed in the night, the server being off, is made up in the morning.
        (AT_NIGHT + 6 * HOUR, None, AT_NIGHT - 24 * HOUR, True),
        # What failed is tried again, but not every minute.
        (AT_NIGHT, AT_NIGHT - HOUR / 4, AT_NIGHT - 24 * HOUR, False),
        (AT_NIGHT + HOUR, AT_NIGHT - HOUR / 4, AT_NIGHT - 24 * HOUR, True),
    ],
)
def test_it_is_due_once_a_night(now, last_try, covered, due: bool) -> None:
    assert is_due(now, 2, last_try, covered, HOUR) is due


def test_the_job_makes_the_night_s_backup_once_and_tells_of_a_failure(out: Field) -> None:
    lineage()
    assert nightly_backup() == 0
    with time_machine.travel(AT_NIGHT + timedelta(days=400)):
        plant("UPDATE hand_over SET specialist_id = bank_manager_id")
        assert nightly_backup() == 0
        assert queries.last_failure()["code"] == "backup_not_verified"
    plant("UPDATE hand_over SET specialist_id = (SELECT officer_id FROM event WHERE event.id = hand_over.id)")
    with time_machine.travel(AT_NIGHT + timedelta(days=400, hours=2)):
        assert nightly_backup() == 1
        assert nightly_backup() == 0
        assert queries.last_failure() is None


def test_the_job_says_nothing_while_the_night_s_backup_is_being_made(out: Field, capfd) -> None:
    lineage()
    with time_machine.travel(AT_NIGHT + timedelta(days=400)), held(current_config().data_dir / ".backup.lock"):
        assert nightly_backup() == 0

    assert queries.last_failure() is None
    assert "backup_failed" not in "".join(capfd.readouterr())


def test_the_worker_makes_the_checkpoint_first_and_the_backup_last() -> None:
    assert [job.name for job in JOBS][-2:] == ["checkpoint", "nightly_backup"]
