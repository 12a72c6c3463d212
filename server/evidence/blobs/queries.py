"""Read blobs."""

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, Any

import fsspec
from sqlalchemy import select

from server.config import Config, current_config
from server.core.errors import Refusal
from server.core.sealed_bytes import ByteKey, open_bytes
from server.db import db
from server.evidence.blobs.models import Blob
from server.evidence.keys.queries import groups_of, unwrapped


class BlobReader:
    """Reads several blobs; where they lie and their keys are looked up together."""

    def __init__(self, hashes: Iterable[str]) -> None:
        self.blobs = find_blobs(hashes)
        self._wraps = groups_of(self.blobs.keys())

    def can_read(self, sha256: str) -> bool:
        """Tell whether a blob is here and its key not destroyed."""
        blob = self.blobs.get(sha256)
        return blob is not None and (blob.sealed_sha256 is None or self._key(sha256) is not None)

    def read(self, sha256: str, stored: bytes | None = None) -> bytes:
        """Return a blob's clear bytes; `stored` are those that rest, where the caller has read them already.

        Raises:
            Refusal: blob_missing — the store has no such bytes, or others (an incident: the row promised them);
                blob_destroyed — its key was destroyed on schedule (4.2).
        """
        blob = self.blobs.get(sha256)
        if blob is None:
            raise Refusal("blob_missing")
        if blob.sealed_sha256 is None:
            return read_stored(sha256) if stored is None else stored
        key = self._key(sha256)
        if key is None:
            raise Refusal("blob_destroyed")
        return _open(blob.sealed_sha256, sha256, key, blob.length, stored)

    def read_again(self, sha256: str) -> bytes:
        """Return a blob's clear bytes, opened once for those who fetch a large one in pieces; see `read`.

        The key is looked up each time, so that what was destroyed cannot be read from memory.
        """
        blob, key = self.blobs.get(sha256), self._key(sha256)
        if blob is None or blob.sealed_sha256 is None or key is None:
            return self.read(sha256)
        return _opened(blob.sealed_sha256, sha256, key, blob.length)

    def groups(self, sha256: str) -> list[str]:
        """Return the groups that keep a blob's key."""
        return list(self._wraps[sha256])

    def _key(self, sha256: str) -> ByteKey | None:
        return unwrapped(sha256, self._wraps[sha256])


def _open(sealed_sha256: str, sha256: str, key: ByteKey, length: int, stored: bytes | None = None) -> bytes:
    try:
        return open_bytes(stored or read_stored(sealed_sha256), sha256, key, length)
    except ValueError:
        raise Refusal("blob_missing") from None


_opened = lru_cache(maxsize=2)(_open)


def open_blob(sha256: str) -> IO[bytes]:
    """Open a blob's clear bytes for reading; see `BlobReader.read`."""
    return io.BytesIO(read_blob(sha256))


def read_blob(sha256: str) -> bytes:
    """Return a blob's clear bytes; see `BlobReader.read`."""
    return BlobReader([sha256]).read(sha256)


def find_blob(sha256: str) -> Blob | None:
    """Return the row of a blob that is whole, or None."""
    return db.session.get(Blob, sha256)


def find_blobs(hashes: Iterable[str]) -> dict[str, Blob]:
    """Return the rows that exist among `hashes`, by hash."""
    wanted = sorted(set(hashes))
    if not wanted:
        return {}
    return {blob.sha256: blob for blob in db.session.scalars(select(Blob).where(Blob.sha256.in_(wanted)))}


def read_stored(name: str) -> bytes:
    """Return bytes as they rest, by the hash they rest under.

    Raises:
        Refusal: blob_missing.
    """
    filesystem, folder = blob_filesystem()
    try:
        with filesystem.open(blob_path(folder, name), "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise Refusal("blob_missing") from None
    return content


def blob_filesystem(config: Config | None = None) -> tuple[Any, str]:
    """Return the file system of the blobs and the folder in it: a plain folder, or an object store by URL.

    They are this installation's, or those of the one that `config` describes.
    """
    filesystem, folder = fsspec.core.url_to_fs((config or current_config()).blob_url)
    return filesystem, str(folder)


def blob_path(folder: str, name: str) -> str:
    """Return where bytes lie by the hash they rest under: two levels of folders keep each small."""
    return f"{folder}/{name[:2]}/{name[2:4]}/{name}"
