"""Bytes under a key of their own: nonce (12), then AES-256-GCM over them, bound to the hash of the clear bytes.

Attachments travel and rest like this; what the server makes itself is sealed in the same way.
"""

import base64
import binascii
import hashlib
import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.core.deflated import deflate, inflate

SUITE = "intl-1"
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
_DEFLATED = "DEF"


class ByteKey(NamedTuple):
    """The key of some bytes, and whether they were deflated before they were sealed."""

    secret: bytes
    is_deflated: bool = False


class SealedBytes(NamedTuple):
    """Sealed bytes, the hash they go by, and their key."""

    content: bytes
    sha256: str
    key: ByteKey


def new_byte_key(*, is_deflated: bool = False) -> ByteKey:
    """Draw a key."""
    return ByteKey(os.urandom(KEY_BYTES), is_deflated)


def seal_bytes(content: bytes, sha256: str, key: ByteKey) -> SealedBytes:
    """Seal bytes whose clear hash is `sha256`."""
    nonce = os.urandom(NONCE_BYTES)
    inner = deflate(content) if key.is_deflated else content
    sealed = nonce + AESGCM(key.secret).encrypt(nonce, inner, _bound_to(sha256))
    return SealedBytes(sealed, hashlib.sha256(sealed).hexdigest(), key)


def open_bytes(sealed: bytes, sha256: str, key: ByteKey, longest: int) -> bytes:
    """Return the clear bytes.

    Raises:
        ValueError: another key, changed bytes, other bytes than their name, or more than `longest` when unpacked.
    """
    try:
        content = AESGCM(key.secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(sha256))
    except (InvalidTag, ValueError):
        raise ValueError("not sealed under this key") from None
    if key.is_deflated:
        content = inflate(content, longest)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("other bytes than their name")
    return content


def read_byte_key(text: str) -> ByteKey:
    """Read a key as a record's envelope spells it: base64url, with ".DEF" behind it where bytes were deflated.

    Raises:
        ValueError.
    """
    spelled, _, zipped = text.partition(".")
    if zipped not in ("", _DEFLATED):
        raise ValueError("an unknown packing")
    try:
        secret = base64.urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))
    except binascii.Error:
        raise ValueError("no base64url") from None
    if len(secret) != KEY_BYTES:
        raise ValueError("no key of this length")
    return ByteKey(secret, bool(zipped))


def spell_byte_key(key: ByteKey) -> str:
    """Spell a key as `read_byte_key` reads it."""
    spelled = base64.urlsafe_b64encode(key.secret).rstrip(b"=").decode()
    return f"{spelled}.{_DEFLATED}" if key.is_deflated else spelled


def _bound_to(sha256: str) -> bytes:
    return f"songka|{SUITE}|attachment|{sha256}".encode()
