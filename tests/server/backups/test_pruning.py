"""Old backups go with what only they named; nothing goes that another one may need."""

import shutil
from pathlib import Path

import pytest

from server.backups import queries
from server.backups.models import Backup
from server.backups.pruning.actions import prune_backups
from server.backups.rules import DRAFT
from server.config import current_config
from server.core.clock import utc_now
from tests.server.backups.conftest import make_backup
from tests.support.field import Field


def grow_old(backup: Backup) -> None:
    """Let a backup have been made years ago, as its list says."""
    manifest = Path(backup.path) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"{utc_now().year}-', '"2020-'))


def stray_piece(folder: Path) -> Path:
    """Lay a piece into the pool that no backup names."""
    (pool,) = folder.glob("evidence-*")
    piece = pool / "aa" / "bb" / ("ab" * 32 + ".age")
    piece.parent.mkdir(parents=True, exist_ok=True)
    piece.write_bytes(b"")
    return piece


@pytest.mark.parametrize("rotten", ["", "{}", None])
def test_while_a_list_cannot_be_read_nothing_of_the_pool_goes(out: Field, rotten: str | None) -> None:
    old, unread, _newest = make_backup(), make_backup(), make_backup()
    folder, manifest = current_config().backup_dir, Path(unread.path) / "manifest.json"
    manifest.unlink()
    if rotten is not None:
        manifest.write_text(rotten)
    grow_old(old)
    piece = stray_piece(folder)

    assert prune_backups(folder) == 1

    assert (Path(old.path).exists(), Path(unread.path).exists(), piece.exists()) == (False, True, True)


def test_a_backup_whose_list_rotted_goes_once_its_name_says_that_it_is_old(out: Field) -> None:
    backup, folder = make_backup(), current_config().backup_dir
    old = Path(make_backup().path)
    (old / "manifest.json").write_text("rotten")
    old.replace(folder / "20200101T180000Z-1a2b3c4d")
    piece = stray_piece(folder)

    assert prune_backups(folder) == 1

    assert not piece.exists()
    assert [path.name for path in folder.glob("2*")] == [Path(backup.path).name]


def test_what_hinders_the_pruning_fails_no_backup(out: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make_backup()
    grow_old(old)

    remove = shutil.rmtree

    def fail(path: Path, *rest: object, **more: object) -> None:
        if Path(path).name.startswith(DRAFT):
            raise OSError(5, "Input/output error")
        remove(path, *rest, **more)

    with monkeypatch.context() as failing:
        failing.setattr(shutil, "rmtree", fail)
        newest = make_backup()

    assert queries.last_failure() is None
    assert queries.newest_backup().id == newest.id
    # Half removed, it no longer looks like a backup; the next one clears it away.
    assert not Path(old.path).exists()
    make_backup()
    assert not list(current_config().backup_dir.glob(f"{DRAFT}*"))


def test_evidence_is_copied_once_and_old_backups_go_with_what_only_they_named(out: Field) -> None:
    first, folder = make_backup(), current_config().backup_dir
    pool = {path: path.stat().st_mtime_ns for path in folder.glob("evidence-*/**/*.age")}
    second = make_backup()
    assert pool
    assert {path: path.stat().st_mtime_ns for path in folder.glob("evidence-*/**/*.age")} == pool

    # The clock of a month later: the first was made long ago.
    grow_old(first)
    only_there = stray_piece(folder)
    assert prune_backups(folder) == 1

    assert not Path(first.path).exists()
    assert not only_there.exists()
    assert [one.id for one in queries.kept_backups()] == [second.id]
    assert {path: path.stat().st_mtime_ns for path in folder.glob("evidence-*/**/*.age")} == pool


def test_the_newest_good_one_stays_however_old_it_is(out: Field) -> None:
    backup = make_backup()
    grow_old(backup)

    assert prune_backups(current_config().backup_dir) == 0
