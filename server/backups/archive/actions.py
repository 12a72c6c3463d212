"""Write a backup folder, and lay one out again. Every file but the list is encrypted with age (reliability T24)."""

import errno
import os
import re
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity

from server.backups.archive.queries import manifest_of
from server.backups.archive.rules import (
    DATABASE,
    KEYS,
    KEYSTORE,
    MANIFEST,
    OWN_KEY,
    PUT_ASIDE,
    SUFFIX,
    Engine,
    Manifest,
    is_left_out,
    pool_of,
    pool_path,
)
from server.config import Config
from server.core.disks import is_disk_full
from server.core.errors import Refusal
from server.core.flushed_files import flush, make_folder, write_whole
from server.core.ids import new_id
from server.evidence.blobs.queries import blob_filesystem

_A_HASH = re.compile(r"[0-9a-f]{64}")
_FOLDERS_OF_A_HASH = 3
_OS_ERROR = re.compile(r"\(os error (\d+)\)")


def write_archive(config: Config, folder: Path, database: Path, made: tuple[str, str, Engine], key: Identity) -> None:
    """Write a backup beside the pool of evidence; `made` is its id, its moment and the kind of database.

    The database was copied before: evidence and its keys come first in the store, their rows after, so that what is
    copied now is never less than what the rows name.

    Raises:
        OSError: the disk is full or does not take a file (reliability S3).
    """
    make_folder(folder)
    _encrypt(database, folder / DATABASE, key)
    for source, name in ((config.key_dir, KEYS), (config.keystore_dir, KEYSTORE)):
        for path in _files(source):
            _encrypt(source / path, folder / name / f"{path}{SUFFIX}", key)
    pool = pool_of(str(key.to_public()))
    evidence = _copy_evidence(config, folder.parent, pool, key)
    backup_id, made_at, engine = made
    manifest = Manifest(backup_id, made_at, config.build, engine, pool, evidence)
    write_whole(folder / MANIFEST, manifest.to_text().encode())


def unpack_archive(folder: Path, key: Identity, config: Config, database: Path) -> Manifest:
    """Lay a backup out as the installation of `config`; its database as it was copied goes to the path given.

    Raises:
        Refusal: no_backup_there, backup_broken — a file is missing, altered, or of another key; it is named.
    """
    manifest = manifest_of(folder)
    _decrypt(folder / DATABASE, database, key)
    for name, target in ((KEYS, config.key_dir), (KEYSTORE, config.keystore_dir)):
        for path in _files(folder / name):
            _put(target / path.with_name(path.name.removesuffix(SUFFIX)), _clear(folder / name / path, key))
    filesystem, store = blob_filesystem(config)
    for name in sorted(manifest.evidence):
        place = f"{store}/{name}"
        if filesystem.exists(place):
            continue
        content = _clear(folder.parent / pool_path(manifest.pool, name), key)
        filesystem.makedirs(place.rpartition("/")[0], exist_ok=True)
        filesystem.pipe_file(place, content)
    return manifest


def _copy_evidence(config: Config, folder: Path, pool: str, key: Identity) -> dict[str, int]:
    """Bring what is new into the pool; the store never changes a file, so one of the same name is the same."""
    filesystem, store = blob_filesystem(config)
    if not filesystem.exists(store):
        return {}
    found = {}
    for path, told in sorted(filesystem.find(store, detail=True).items()):
        parts = path.rsplit("/", _FOLDERS_OF_A_HASH)[1:]
        if len(parts) != _FOLDERS_OF_A_HASH or not _A_HASH.fullmatch(parts[-1]):
            continue
        name = "/".join(parts)
        found[name] = int(told["size"])
        target = folder / pool_path(pool, name)
        if not target.exists():
            write_whole(target, pyrage.encrypt(filesystem.cat_file(path), [key.to_public()]))
    return found


def keep_key(config: Config, key: Identity) -> None:
    """Go on with this key, which the office has on paper, for the backups to come."""
    _put(config.key_dir / OWN_KEY, f"{key}\n".encode())


def _put(target: Path, content: bytes) -> None:
    if target.exists():
        if target.read_bytes() == content:
            return
        # What was here may still be needed, if this is the wrong backup.
        target.replace(target.with_name(f"{target.name}{PUT_ASIDE}{new_id()}"))
    write_whole(target, content)


def _clear(path: Path, key: Identity) -> bytes:
    try:
        return bytes(pyrage.decrypt(path.read_bytes(), [key]))
    except (OSError, pyrage.DecryptError) as problem:
        raise Refusal("backup_broken", file=path.name) from problem


def _encrypt(source: Path, target: Path, key: Identity) -> None:
    make_folder(target.parent)
    try:
        pyrage.encrypt_file(str(source), str(target), [key.to_public()])
    except pyrage.EncryptError as problem:
        raise _of_the_disk(problem) from problem
    flush(target)
    flush(target.parent)


def _decrypt(source: Path, target: Path, key: Identity) -> None:
    make_folder(target.parent)
    try:
        pyrage.decrypt_file(str(source), str(target), [key])
    except (OSError, pyrage.DecryptError) as problem:
        if is_disk_full(told := _of_the_disk(problem)):
            raise told from problem
        raise Refusal("backup_broken", file=source.name) from problem
    target.chmod(0o600)


def _of_the_disk(problem: Exception) -> OSError:
    """Return what the system said; the library passes it on in words only."""
    found = _OS_ERROR.search(str(problem))
    number = int(found[1]) if found else errno.EIO
    return OSError(number, os.strerror(number))


def _files(folder: Path) -> list[Path]:
    """Return what belongs into a backup of a folder, at any depth, as paths in it."""
    found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in found if not any(is_left_out(part) for part in path.parts)]
