"""A record in its envelope: a JWE to the server's escrow key and to the officers of its round (design §5)."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import GeneralJSONEncryption, JWERegistry
from joserfc.jwk import ECKey, OctKey

from server.core.sealed_bytes import ByteKey, read_byte_key, spell_byte_key

KIND, SUITE = "songka-sealed", "intl-1"
_TO_SERVER, _TO_OFFICERS, _ENC, _ZIP = "ECDH-ES+A256KW", "A256KW", "A256GCM", "DEF"


class _Registry(JWERegistry):
    # joserfc stops at 64 KiB; the request's length bounds an envelope already.
    max_ciphertext_length = 16 * 1024 * 1024


_REGISTRY = _Registry(algorithms=[_TO_SERVER, _TO_OFFICERS, _ENC, _ZIP], strict_check_header=False)


_UNREADABLE = (
    JoseError,
    zlib.error,
    StopIteration,
    KeyError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope held: the signed bytes, and the keys of attachments by the hash of their sealed bytes."""

    content: bytes
    keys: dict[str, ByteKey]


def open_record(sealed: bytes, escrow: Mapping[str, ECKey]) -> Opened:
    """Open an envelope with the escrow key that it names.

    Raises:
        ValueError: it is no envelope, is sealed to no key of ours, or was changed.
    """
    try:
        whole = orjson.loads(sealed)
        ours = next(one for one in whole["recipients"] if one["header"]["kid"] in escrow)
        key = escrow[ours["header"]["kid"]]
        opened = jwe.decrypt_json(cast("Any", {**whole, "recipients": [ours]}), key, registry=_REGISTRY)
        if opened.protected.get("typ") != KIND or opened.protected.get("suite") != SUITE:
            raise ValueError("an envelope of another kind")
        inner = orjson.loads(opened.plaintext or b"")
        keys = {str(name): read_byte_key(spelled) for name, spelled in inner["keys"].items()}
        return Opened(inner["record"].encode(), keys)
    except _UNREADABLE as problem:
        raise ValueError("no envelope for us") from problem


def seal_record(opened: Opened, escrow: ECKey, recipient: tuple[str, bytes] | None = None) -> bytes:
    """Put a record into an envelope for the server and, by name and secret, for whoever else may read it."""
    inner = {
        "record": opened.content.decode(),
        "keys": {name: spell_byte_key(key) for name, key in opened.keys.items()},
    }
    envelope = GeneralJSONEncryption({"enc": _ENC, "typ": KIND, "suite": SUITE}, orjson.dumps(inner))
    envelope.add_recipient({"alg": _TO_SERVER, "kid": escrow.thumbprint()}, escrow)
    if recipient:
        kid, secret = recipient
        envelope.add_recipient({"alg": _TO_OFFICERS, "kid": kid}, OctKey.import_key(secret))
    sealed: Any = jwe.encrypt_json(envelope, None, registry=_REGISTRY)
    return orjson.dumps(sealed)
