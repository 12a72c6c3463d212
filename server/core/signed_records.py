"""A record as it was signed: a JWS of its deflated body under the device's and the officer's key (design §5).

The bytes are kept exactly as they came. Version 1 is the bare body, without a signature; it is read for ever.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import GeneralJSONSerialization, JWSRegistry
from joserfc.util import urlsafe_b64decode

from server.core.deflated import deflate, inflate

KIND, SUITE, ZIP = "songka-record", "intl-1", "DEF"
# What a device's header repeats of the body, so that it can be seen without unpacking.
REPEATED = {
    "suite": "suite",
    "epoch": "epoch",
    "seq": "seq",
    "prev": "prev",
    "type": "type",
    "schema": "schema",
    "edition": "rules_edition",
    "build": "build",
}
# Far beyond what a round can say; a stream that goes on is no record (reliability S14).
LONGEST_BODY = 4 * 1024 * 1024


class _Registry(JWSRegistry):
    # joserfc's own bounds are too short for a long count; the request's length bounds a record already.
    max_header_length = 4096
    max_payload_length = LONGEST_BODY


_REGISTRY = _Registry(algorithms=["ES256"], strict_check_header=False)


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """The parts of signed bytes; `headers` are the protected ones, in order: device, then officer."""

    whole: dict[str, Any]
    headers: tuple[dict[str, Any], ...]
    body: dict[str, Any]

    @property
    def kids(self) -> list[str]:
        """Return the names of the keys that are said to have signed; nothing where a header names none."""
        return [kid if isinstance(kid := header.get("kid"), str) else "" for header in self.headers]

    def is_signed_by(self, key_of: Callable[[str], ECKey]) -> bool:
        """Tell whether every signature holds; `key_of` finds a public key by its name and may raise KeyError."""
        try:
            jws.deserialize_json(
                cast("GeneralJSONSerialization", self.whole),
                lambda member: key_of(member.headers()["kid"]),
                registry=_REGISTRY,
            )
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            # Headers that are nested too deep for joserfc count as none (S10).
            return False
        return True

    def header_agrees(self) -> bool:
        """Tell whether the headers are those of a record and repeat its body truly."""
        if any((header.get("alg"), header.get("typ")) != ("ES256", KIND) for header in self.headers):
            return False
        device = self.headers[0]
        return device.get("zip") == ZIP and all(
            name in device and device[name] == self.body.get(of) for name, of in REPEATED.items()
        )


def read_signed(content: bytes) -> SignedRecord | None:
    """Return the parts of signed bytes, or None where they are a bare body of version 1.

    Raises:
        ValueError: they are neither.
    """
    whole = orjson.loads(content)
    match whole:
        case {"payload": str() as payload, "signatures": [_, *_] as signatures}:
            headers = tuple(map(_header_of, signatures))
        case dict():
            return None
        case _:
            raise ValueError("no object")
    match orjson.loads(inflate(urlsafe_b64decode(payload.encode()), LONGEST_BODY)):
        case dict() as body:
            return SignedRecord(whole, headers, body)
    raise ValueError("no signed record")


def body_of(content: bytes) -> dict[str, Any]:
    """Return what a filed record says, whichever version it is.

    Raises:
        ValueError: the bytes are no record.
    """
    signed = read_signed(content)
    body: dict[str, Any] = signed.body if signed else orjson.loads(content)
    return body


def sign_record(body: Mapping[str, Any], device: ECKey, *others: ECKey) -> bytes:
    """Return the bytes of a record under the key of its device and of whoever else signs it."""
    repeated = {name: body.get(of) for name, of in REPEATED.items()}
    headers = [{**_common(device), "zip": ZIP, **repeated}, *map(_common, others)]
    keys = {key.thumbprint(): key for key in (device, *others)}
    members: Sequence[Any] = [{"protected": header} for header in headers]
    signed = jws.serialize_json(
        list(members),
        deflate(orjson.dumps(body)),
        lambda member: keys[member.headers()["kid"]],
        registry=_REGISTRY,
    )
    return orjson.dumps(signed)


def _common(key: ECKey) -> dict[str, Any]:
    return {"alg": "ES256", "typ": KIND, "kid": key.thumbprint()}


def _header_of(signature: Any) -> dict[str, Any]:
    match signature:
        # An unprotected header could say what nobody signed.
        case {"protected": str() as protected, "signature": str(), **rest} if not rest:
            match orjson.loads(urlsafe_b64decode(protected.encode())):
                case dict() as header:
                    return header
    raise ValueError("no signature")
