"""The server's own signature (ES256) on leases and receipts; tablets keep the public half from enrolment.

A captive portal's 200 is no receipt (reliability N8): only what this key signed is.
"""

import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
LEASE, RECEIPT = "songka-lease", "songka-receipt"
# What a device signs to be known again, and the device's own signature under it.
CHALLENGE, PROOF = "songka-challenge", "songka-proof"
# Which history the server keeps and up to where it is safe: a tablet prunes by it.
HISTORY = "songka-history"
_FILE_NAME = "receipts.jwk"


def sign(key_dir: Path, kind: str, claims: dict[str, Any]) -> str:
    """Return a compact JWS over `claims`; `kind` is its "typ", so that no lease can pass for a receipt."""
    key = _key(key_dir)
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": kind}
    return jws.serialize_compact(header, orjson.dumps(claims), key)


def verify(key_dir: Path, kind: str, token: str) -> dict[str, Any]:
    """Return the claims of a token this server signed.

    Raises:
        ValueError: the token is of another kind.
        joserfc.errors.JoseError: the signature does not hold.
    """
    checked = jws.deserialize_compact(token, _key(key_dir), algorithms=[ALGORITHM])
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
    key = _key(key_dir)
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}


@cache
def _key(key_dir: Path) -> ECKey:
    path = key_dir / _FILE_NAME
    if not path.exists():
        _make(path)
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def _make(path: Path) -> None:
    """Write a new key once: of several processes starting together the first wins, and all read the same file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(ECKey.generate_key("P-256").as_dict(private=True), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
