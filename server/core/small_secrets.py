"""Seals small secrets of the database under a key that lies outside it: a stolen copy of the tables opens none.

AES-256-GCM; the name of the place a secret belongs to is bound in, so that none can be moved to another row.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.core.flushed_files import write_once

_FILE_NAME = "factors.key"
_SUITE = "intl-1"
_KEY_BYTES, _NONCE_BYTES = 32, 12


def seal(key_dir: Path, place: str, secret: str) -> str:
    """Return `secret` sealed for `place`; the suite stands in front, for the day another one is used."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(key_dir)).encrypt(nonce, secret.encode(), place.encode())
    return f"{_SUITE}.{urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(key_dir: Path, place: str, sealed: str) -> str:
    """Return what was sealed for `place`.

    Raises:
        ValueError: sealed by another suite.
        cryptography.exceptions.InvalidTag: sealed for another place, with another key, or changed.
    """
    suite, _, text = sealed.partition(".")
    if suite != _SUITE:
        raise ValueError("sealed by another suite")
    data = urlsafe_b64decode(text)
    return AESGCM(_key(key_dir)).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], place.encode()).decode()


@cache
def _key(key_dir: Path) -> bytes:
    path = key_dir / _FILE_NAME
    write_once(path, secrets.token_bytes(_KEY_BYTES))
    return path.read_bytes()
