"""Read backup folders, and the key that opens them."""

from pathlib import Path

from pyrage import IdentityError
from pyrage.x25519 import Identity

from server.backups.archive.rules import MANIFEST, OWN_KEY, Manifest, read_manifest
from server.config import Config
from server.core.errors import Refusal
from server.core.flushed_files import write_once


def key_of(config: Config) -> Identity:
    """Return the key of this installation's backups; the first caller makes it."""
    path = config.key_dir / OWN_KEY
    if not path.exists():
        write_once(path, f"{Identity.generate()}\n".encode())
    return read_key(path)


def read_key(path: Path) -> Identity:
    """Read a key as age writes it: one line AGE-SECRET-KEY-1…, in any case and with blanks from typing.

    Raises:
        Refusal: backup_key_unfit.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        (typed,) = ["".join(line.split()).upper() for line in lines if line.strip() and not line.startswith("#")]
        return Identity.from_str(typed)
    except (OSError, ValueError, IdentityError) as problem:
        raise Refusal("backup_key_unfit") from problem


def manifest_of(folder: Path) -> Manifest:
    """Return the list of a backup.

    Raises:
        Refusal: no_backup_there.
    """
    try:
        return read_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refusal("no_backup_there") from problem
