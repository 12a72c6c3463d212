"""How groups are called, and how a group's key wraps that of a blob. Pure."""

import os
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.core.ids import is_id
from server.core.sealed_bytes import KEY_BYTES, NONCE_BYTES, SUITE, ByteKey

_OFFICE, _HELD = "office", "held"
_CLASS = re.compile(r"[a-z_]{1,20}")


class KeyGroup(NamedTuple):
    """What is destroyed together: a round's blobs of one retention class, or those of no round."""

    round_id: str | None
    retention_class: str

    @property
    def name(self) -> str:
        """Return the name of the group and of its key's file.

        Raises:
            ValueError: round or class are none.
        """
        whose = _OFFICE if self.round_id is None else self.round_id
        if not (whose == _OFFICE or is_id(whose)) or not _CLASS.fullmatch(self.retention_class):
            raise ValueError("no group")
        return f"{whose}.{self.retention_class}"


def held_group(hold_id: str) -> str:
    """Return the group under which a hold keeps wraps of its own."""
    if not is_id(hold_id):
        raise ValueError("no hold")
    return f"{_HELD}.{hold_id}"


def wrap(key: ByteKey, group_key: bytes, sha256: str, group: str) -> bytes:
    """Return a blob's key under a group's."""
    nonce = os.urandom(NONCE_BYTES)
    inner = bytes([key.is_deflated]) + key.secret
    return nonce + AESGCM(group_key).encrypt(nonce, inner, _bound_to(sha256, group))


def unwrap(wrapped: bytes, group_key: bytes, sha256: str, group: str) -> ByteKey:
    """Return the key of a blob.

    Raises:
        ValueError: another group's key, or changed bytes.
    """
    try:
        inner = AESGCM(group_key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound_to(sha256, group))
    except (InvalidTag, ValueError):
        raise ValueError("not wrapped under this key") from None
    if len(inner) != KEY_BYTES + 1:
        raise ValueError("no key of this length")
    return ByteKey(inner[1:], bool(inner[0]))


def _bound_to(sha256: str, group: str) -> bytes:
    return f"songka|{SUITE}|blob-key|{sha256}|{group}".encode()
