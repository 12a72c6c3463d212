"""Let one backup or restore at a time run, and lend it a folder for what is in clear."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from server.backups.databases.actions import drop_scratch_databases
from server.backups.rules import RUNNING
from server.config import Config
from server.core.errors import Refusal
from server.core.flushed_files import make_folder

_LOCK, _FOLDER = ".backup.lock", ".backup-scratch"


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """Let no other backup or restore of this installation run, and clear what one that was killed left (T24).

    Raises:
        Refusal: backup_running, database_program_failed.
    """
    with held(config.data_dir / _LOCK):
        if (config.data_dir / _FOLDER).exists():
            shutil.rmtree(config.data_dir / _FOLDER)
        drop_scratch_databases(config.database_url)
        yield


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends.

    Raises:
        Refusal: backup_running.
    """
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Refusal(RUNNING) from problem
        yield


@contextmanager
def scratch_folder(config: Config) -> Iterator[Path]:
    """Lend a folder that only this user can read; it goes at the end, whatever happens, or with the next `alone`."""
    make_folder(config.data_dir / _FOLDER)
    with TemporaryDirectory(dir=config.data_dir / _FOLDER) as folder:
        yield Path(folder)
