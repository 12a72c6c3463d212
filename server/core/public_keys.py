"""Public P-256 keys and their names: a key goes by its thumbprint (RFC 7638), which nobody can choose."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from joserfc.jwk import ECKey

CURVE = "P-256"
_MEMBERS = ("kty", "crv", "x", "y")
# Every device and officer of a busy day, so that each key is imported once.
_KEPT = 4096


def public_key(jwk: Mapping[str, Any]) -> ECKey:
    """Return the key of a JWK, of which only the public members are read.

    Raises:
        ValueError, joserfc.errors.JoseError: it is none of this curve.
    """
    if (jwk.get("kty"), jwk.get("crv")) != ("EC", CURVE):
        raise ValueError("no key of this curve")
    return _imported(json.dumps({name: jwk.get(name) for name in _MEMBERS}))


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Return the name of a public key (base64url of 32 bytes)."""
    return public_key(jwk).thumbprint()


def public_half(key: ECKey) -> dict[str, Any]:
    """Return the public members of a key with its name."""
    return {**key.as_dict(private=False), "kid": key.thumbprint()}


@lru_cache(_KEPT)
def _imported(text: str) -> ECKey:
    return ECKey.import_key(json.loads(text))
