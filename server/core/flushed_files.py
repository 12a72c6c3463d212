"""Write files that only this user can read, each there whole and flushed or not at all."""

import os
import secrets
from pathlib import Path

from server.core.disks import is_disk_full


class NotFlushedError(OSError):
    """The disk failed to take what it was asked to flush, and may have lost it (reliability S2).

    The next flush of the same file says that all is well, so whoever meets this writes those bytes into a new file.
    """


def write_once(path: Path, content: bytes) -> None:
    """Write a file unless it is there already: of several writers at once the first wins, and all read the same.

    Raises:
        OSError: the disk does not take it; nothing is left.
    """
    if path.exists():
        return
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    flush(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or put another in the place of one.

    Raises:
        OSError: the disk does not take it; what was there before still is.
    """
    _draft(path, content).replace(path)
    flush(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder that only this user may enter, with those it lies in, unless it is there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    flush(folder.parent)


def flush(path: os.PathLike[str]) -> None:
    """Have the disk take what was written to a file, or which names a folder holds.

    Raises:
        OSError: the disk is full; NotFlushedError: it fails.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _flush(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if is_disk_full(problem):
            raise
        raise NotFlushedError(problem.errno, problem.strerror) from problem


def _draft(path: Path, content: bytes) -> Path:
    """Write the bytes beside where they belong; a hidden name of its own, as others may write the same file."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            _flush(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft
