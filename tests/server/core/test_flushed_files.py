"""Files that are there whole and flushed or not at all, whoever else writes them."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from server.backups.archive.queries import key_of
from server.backups.history.actions import write_last_seen
from server.backups.history.queries import last_seen
from server.config import config_from, current_config
from server.core import small_secrets
from server.core.flushed_files import write_once, write_whole

WRITERS = 8


def at_once(act: Callable[[], object]) -> list[object]:
    """Let several threads begin the same thing at one moment; return what each got."""
    ready = Barrier(WRITERS)

    def begin(_number: int) -> object:
        ready.wait()
        return act()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(begin, range(WRITERS)))


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was flushed, in order."""
    found: list[Path] = []

    def flush(descriptor: int) -> None:
        found.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", flush)
    return found


def test_s3_a_full_disk_leaves_what_was_there_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"before")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for write in (write_whole, write_once):
        with pytest.raises(OSError, match="No space"):
            write(path if write is write_whole else tmp_path / "another", b"after")

    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("write", [write_once, write_whole])
def test_s4_the_folder_is_flushed_after_the_file_has_its_name(tmp_path: Path, flushed: list[Path], write) -> None:
    write(tmp_path / "keys" / "file", b"secret")

    new_folder, draft, folder = flushed
    assert (new_folder, draft.parent, folder) == (tmp_path, tmp_path / "keys", tmp_path / "keys")
    assert (tmp_path / "keys" / "file").stat().st_mode & 0o077 == 0


def test_of_several_writers_the_first_wins_and_all_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def write() -> bytes:
        write_once(path, os.urandom(16))
        return path.read_bytes()

    assert len(set(at_once(write))) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_of_several_writers_each_puts_a_whole_file_in_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    at_once(lambda: write_whole(path, b"x" * 100_000))

    assert path.read_bytes() == b"x" * 100_000
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_processes_that_start_together_have_one_key_for_backups_sessions_and_secrets(
    app: Flask, tmp_path: Path
) -> None:
    config = current_config()
    assert len({str(key) for key in at_once(lambda: key_of(config))}) == 1

    settings = {"SONGKA_DATA": str(tmp_path / "elsewhere")}
    assert len({one.secret_key for one in at_once(lambda: config_from(settings))}) == 1

    folder = tmp_path / "secrets"
    [sealed, *_] = at_once(lambda: small_secrets.seal(folder, "place", "secret"))
    small_secrets._key.cache_clear()
    assert small_secrets.unseal(folder, "place", sealed) == "secret"


def test_several_threads_write_down_how_far_the_history_goes(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            write_last_seen()

    at_once(write)

    assert last_seen() is not None
