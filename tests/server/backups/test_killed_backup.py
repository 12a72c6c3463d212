"""A backup that was killed leaves nothing in clear for longer than until the next one (T24)."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from server.backups.restores.actions import restore
from server.config import current_config
from server.core.errors import Refusal
from server.db import db
from tests.server.backups.conftest import make_backup, refused
from tests.support.field import Field

ROOT = Path(__file__).parents[3]
DIED = 70


def die_at(place: str) -> None:
    """Run the command in a process of its own that ends at a place, as by a power cut."""
    db.session.rollback()
    config = current_config()
    settings = {
        "SONGKA_DATA": str(config.data_dir),
        "SONGKA_DATABASE_URL": config.database_url,
        "SONGKA_SECRET_KEY": config.secret_key,
        "SONGKA_FAIL": place,
    }
    command = [sys.executable, "-m", "flask", "--app", "server", "backup"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False)
    assert done.returncode == DIED, done.stderr


def in_clear() -> list[str]:
    """What lies about of a scratch installation: files anywhere in the data folder, and databases beside this one."""
    config = current_config()
    files = [path.name for path in config.data_dir.rglob("*") if ".backup-scratch" in path.parts and path.is_file()]
    return files + _scratch_databases(config.database_url)


def _scratch_databases(database_url: str) -> list[str]:
    if database_url.startswith("sqlite"):
        return []
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = list(connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'songka_scratch_%'")))
    engine.dispose()
    return found


@pytest.mark.both_engines
@pytest.mark.parametrize("place", ["backup_copied", "backup_laid_out"])
def test_t24_what_a_killed_backup_had_in_clear_goes_with_the_next_one(out: Field, place: str) -> None:
    die_at(place)
    assert in_clear()

    backup = make_backup()

    assert in_clear() == []
    # Nothing half is left either.
    left = [path.name for path in current_config().backup_dir.iterdir() if path.is_dir()]
    assert [name for name in left if not name.startswith("evidence-")] == [Path(backup.path).name]


@pytest.mark.parametrize("place", ["backup_written", "backup_verified"])
def test_a_backup_that_was_killed_before_its_row_does_not_count_and_the_next_one_does(out: Field, place: str) -> None:
    die_at(place)

    assert make_backup().event_idx == 2


def test_it_refuses_to_clear_under_another_backup_or_restore_of_this_installation(out: Field, tmp_path: Path) -> None:
    backup = Path(make_backup().path)
    with (current_config().data_dir / ".backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert refused(tmp_path / "another disk") == "backup_running"
        with pytest.raises(Refusal, match="backup_running"):
            restore(backup, over=True)
