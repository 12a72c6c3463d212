"""Find the keys of blobs."""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from server.config import current_config
from server.core.sealed_bytes import ByteKey
from server.db import db
from server.evidence.keys.models import BlobKey
from server.evidence.keys.rules import unwrap

_SUFFIX = ".key"


def group_key_path(group: str) -> Path:
    """Return where the key of a group lies; the database never holds it."""
    return current_config().keystore_dir / f"{group}{_SUFFIX}"


def find_group_key(group: str) -> bytes | None:
    """Return the key of a group, or None where it was never made or is destroyed."""
    try:
        return group_key_path(group).read_bytes()
    except FileNotFoundError:
        return None


def is_kept_by(group: str, sha256: str) -> bool:
    """Tell whether a group has the key of a blob and can open it."""
    wrapped = groups_of([sha256])[sha256].get(group)
    return wrapped is not None and unwrapped(sha256, {group: wrapped}) is not None


def groups_of(hashes: Collection[str]) -> dict[str, dict[str, bytes]]:
    """Return the wrapped keys of blobs by hash and group."""
    found: dict[str, dict[str, bytes]] = defaultdict(dict)
    for row in db.session.scalars(select(BlobKey).where(BlobKey.sha256.in_(sorted(hashes)))):
        found[row.sha256][row.key_group] = row.wrapped
    return found


def unwrapped(sha256: str, wraps: dict[str, bytes]) -> ByteKey | None:
    """Return the key of a blob by whichever of its groups still has one, or None where all are destroyed."""
    for group, wrapped in sorted(wraps.items()):
        group_key = find_group_key(group)
        if group_key is None:
            continue
        try:
            return unwrap(wrapped, group_key, sha256, group)
        except ValueError:
            continue  # the group was destroyed and began anew
    return None
