"""Read blobs and the state of their uploads."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import fsspec
from sqlalchemy import select

from server.config import current_config
from server.core.errors import Refusal
from server.db import db
from server.evidence.blobs.models import Blob


def open_blob(sha256: str) -> IO[bytes]:
    """Open a blob for reading.

    Raises:
        Refusal: blob_missing — the store has no such bytes (an incident: the row promised them).
    """
    filesystem, folder = blob_filesystem()
    try:
        opened: IO[bytes] = filesystem.open(blob_path(folder, sha256), "rb")
    except FileNotFoundError:
        raise Refusal("blob_missing") from None
    return opened


def read_blob(sha256: str) -> bytes:
    """Return a blob's bytes; see `open_blob`."""
    with open_blob(sha256) as file:
        return file.read()


def find_blob(sha256: str) -> Blob | None:
    """Return the row of a blob that is whole, or None."""
    return db.session.get(Blob, sha256)


def find_blobs(hashes: Iterable[str]) -> dict[str, Blob]:
    """Return the rows that exist among `hashes`, by hash."""
    wanted = sorted(set(hashes))
    if not wanted:
        return {}
    return {blob.sha256: blob for blob in db.session.scalars(select(Blob).where(Blob.sha256.in_(wanted)))}


def upload_offset(device_id: str, sha256: str) -> int:
    """Return how many bytes of an unfinished upload this device has already brought."""
    path = partial_path(device_id, sha256)
    return path.stat().st_size if path.exists() else 0


def blob_filesystem() -> tuple[Any, str]:
    """Return the file system of the blobs and the folder in it: a plain folder, or an object store by URL."""
    filesystem, folder = fsspec.core.url_to_fs(current_config().blob_url)
    return filesystem, str(folder)


def blob_path(folder: str, sha256: str) -> str:
    """Return where a blob lies: two levels of folders keep each small."""
    return f"{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def partial_path(device_id: str, sha256: str) -> Path:
    """Return where the unfinished upload of one device grows; always a local file."""
    return current_config().data_dir / "uploads" / device_id / sha256
