"""What a device may be, and which keys it may show: pure."""

import base64
import binascii
from collections.abc import Collection
from typing import Any

from server.core.errors import Refusal
from server.core.public_keys import public_key

TABLET, COMPANION = KINDS = ("tablet", "companion")
_BANK_MANAGER = "bank_manager"
_COORDINATE_BYTES = 32


def may_join_kind(kind: str, roles: Collection[str]) -> bool:
    """Tell whether these roles work on such a device: a companion is the bank manager's alone (1.2.2.b)."""
    return kind != COMPANION or _BANK_MANAGER in roles


def refuse_unfit_seal_key(key: dict[str, Any]) -> dict[str, str]:
    """Return the public P-256 key (RFC 7517) stripped to its own members.

    Raises:
        Refusal: seal_key_unfit — another kind of key, a broken one, or a private half.
    """
    return _public_half(key, "seal_key_unfit")


def refuse_unfit_sign_key(key: dict[str, Any]) -> dict[str, str]:
    """Return the public half of the key an officer signs with on a device, stripped to its own members.

    Raises:
        Refusal: sign_key_unfit.
    """
    return _on_the_curve(_public_half(key, "sign_key_unfit"), "sign_key_unfit")


def refuse_unfit_device_key(key: dict[str, Any]) -> dict[str, str]:
    """Return the public half of a device's own signing key, stripped to its own members.

    Raises:
        Refusal: device_key_unfit.
    """
    return _on_the_curve(_public_half(key, "device_key_unfit"), "device_key_unfit")


def _on_the_curve(key: dict[str, str], refusal: str) -> dict[str, str]:
    try:
        public_key(key)
    except ValueError as problem:
        raise Refusal(refusal) from problem
    return key


def _public_half(key: dict[str, Any], refusal: str) -> dict[str, str]:
    if key.get("kty") != "EC" or key.get("crv") != "P-256" or "d" in key:
        raise Refusal(refusal)
    if not all(_is_coordinate(key.get(name)) for name in ("x", "y")):
        raise Refusal(refusal)
    return {"kty": "EC", "crv": "P-256", "x": key["x"], "y": key["y"]}


def _is_coordinate(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) == _COORDINATE_BYTES
    except (binascii.Error, ValueError):
        return False
