"""A second person's check: what they signed, and whether it is what the record says (1.2.2.c)."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from server.core.ids import is_id

KIND, SUITE = "songka-check", "intl-1"
# What an approval in a record repeats of the check under it.
_REPEATED = ("officer", "role", "items", "at")


def read_check(token: str, key_of: Callable[[str], ECKey]) -> dict[str, Any]:
    """Return what was signed; `key_of` finds a public key by its name and may raise KeyError.

    Raises:
        ValueError: no check, or not signed by the key that it names.
    """
    try:
        compact = jws.extract_compact(token.encode())
        key = key_of(compact.headers()["kid"])
        checked = jws.deserialize_compact(token, key, algorithms=["ES256"])
        said = orjson.loads(checked.payload)
    except (JoseError, KeyError, TypeError, AttributeError) as problem:
        raise ValueError("not signed") from problem
    if checked.headers().get("typ") != KIND or not isinstance(said, dict) or said.get("suite") != SUITE:
        raise ValueError("a signature of another kind")
    if not is_id(said.get("nonce")):
        raise ValueError("a check without its number")
    return said


def kid_of_check(token: object) -> str | None:
    """Return the name of the key a check says it was signed with, or None where it is no check."""
    try:
        return str(jws.extract_compact(token.encode()).headers()["kid"])  # type: ignore[attr-defined]
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        return None


def check_differs(
    said: Mapping[str, Any], approval: Mapping[str, Any], body: Mapping[str, Any], facts: Mapping[str, str]
) -> bool:
    """Tell whether a check is about something else than the record; `facts` are the places it covers, by name."""
    if any(said.get(name) != approval.get(name) for name in _REPEATED) or said.get("type") != body.get("type"):
        return True
    return said.get("facts") != facts_of(body, facts)


def sign_check(said: Mapping[str, Any], key: ECKey) -> str:
    """Return a check under an officer's key."""
    header = {"alg": "ES256", "typ": KIND, "kid": key.thumbprint()}
    return jws.serialize_compact(header, orjson.dumps({"suite": SUITE, **said}), key)


def facts_of(body: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts of a record that a check covers; what is missing there counts as null."""
    return {name: _place_in(body, path) for name, path in facts.items()}


def _place_in(body: Any, path: str) -> Any:
    for step in path.split("."):
        body = body.get(step) if isinstance(body, Mapping) else None
    return body
