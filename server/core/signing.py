"""The server's own signature (ES256) on leases and receipts; tablets keep the public half from enrolment.

A captive portal's 200 is no receipt (reliability N8): only what this key signed is.
"""

from pathlib import Path
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from server.core.key_files import kept_key

ALGORITHM = "ES256"
LEASE, RECEIPT, ESCROW, CHECKPOINT = "songka-lease", "songka-receipt", "songka-escrow", "songka-checkpoint"
# What a device signs to be known again, and the device's own signature under it.
CHALLENGE, PROOF = "songka-challenge", "songka-proof"
# Which history the server keeps and up to where it is safe: a tablet prunes by it.
HISTORY = "songka-history"
_FILE_NAME = "receipts.jwk"


def sign(key_dir: Path, kind: str, claims: dict[str, Any]) -> str:
    """Return a compact JWS over `claims`; `kind` is its "typ", so that no lease can pass for a receipt."""
    key = server_key(key_dir)
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": kind}
    return jws.serialize_compact(header, orjson.dumps(claims), key)


def verify(key_dir: Path, kind: str, token: str) -> dict[str, Any]:
    """Return the claims of a token this server signed.

    Raises:
        ValueError: the token is of another kind.
        joserfc.errors.JoseError: the signature does not hold.
    """
    return claims_of(server_key(key_dir), kind, token)


def claims_of(key: ECKey, kind: str, token: str) -> dict[str, Any]:
    """Return the claims of a token that a key has signed; raises as `verify` does."""
    checked = jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    if checked.headers().get("typ") != kind:
        raise ValueError("a token of another kind")
    claims: dict[str, Any] = orjson.loads(checked.payload)
    return claims


def is_signed(public_jwk: dict[str, Any], kind: str, token: str, text: str) -> bool:
    """Tell whether a compact JWS of this kind over exactly this text was made with the key's private half."""
    try:
        checked = jws.deserialize_compact(token, ECKey.import_key(public_jwk), algorithms=[ALGORITHM])
    except (ValueError, JoseError):
        return False
    return checked.headers().get("typ") == kind and checked.payload == text.encode()


def public_key(key_dir: Path) -> dict[str, Any]:
    """Return the public half as a JWK with its kid."""
    key = server_key(key_dir)
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}


def server_key(key_dir: Path) -> ECKey:
    """Return the server's signing key."""
    return kept_key(key_dir / _FILE_NAME)
