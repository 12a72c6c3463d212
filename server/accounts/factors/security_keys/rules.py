"""What browsers are told to ask a security key, and whether its answer proves it: pure, by py_webauthn."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts.factors.rules import key_host
from server.core.errors import Refusal
from server.rules import policy

# The password is the first proof: a touch of the key is the second, its own PIN is not asked for.
_TOUCH = UserVerificationRequirement.DISCOURAGED


class KeyRefusedError(Exception):
    """What a key answered proves nothing."""


@dataclass(frozen=True)
class ReadKey:
    """A new key's public half, as it is stored."""

    credential_id: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Asked:
    """What the browser is told to ask, as WebAuthn's own JSON, and the challenge in it."""

    options: dict[str, Any]
    challenge: str


def needed_host(public_url: str) -> str:
    """Return the name keys are bound to.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    host = key_host(public_url)
    if host is None:
        raise Refusal("security_keys_need_a_name")
    return host


def ask_for_new_key(public_url: str, officer_id: str, username: str, name: str, known: Iterable[str]) -> Asked:
    """Ask for a key of this account that is none of the `known` ones.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    options = generate_registration_options(
        rp_id=needed_host(public_url),
        rp_name="送卡",
        user_id=officer_id.encode(),
        user_name=username,
        user_display_name=name,
        timeout=_timeout_ms(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_TOUCH
        ),
        exclude_credentials=_described(known),
    )
    return Asked(json.loads(options_to_json(options)), bytes_to_base64url(options.challenge))


def ask_for_key(public_url: str, known: Iterable[str]) -> Asked:
    """Ask one of the account's `known` keys to sign.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    options = generate_authentication_options(
        rp_id=needed_host(public_url),
        timeout=_timeout_ms(),
        allow_credentials=_described(known),
        user_verification=_TOUCH,
    )
    return Asked(json.loads(options_to_json(options)), bytes_to_base64url(options.challenge))


def challenge_in(credential: dict[str, Any]) -> str | None:
    """Return the challenge that an answer says it signed, or None when it is no answer of a key."""
    try:
        client_data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        challenge = client_data["challenge"]
    except (KeyError, TypeError, ValueError):
        return None
    return challenge if isinstance(challenge, str) else None


def read_key(public_url: str, origin: str, credential: dict[str, Any], challenge: str) -> ReadKey:
    """Return the public half of a new key.

    Raises:
        KeyRefusedError: the answer does not hold.
        Refusal: security_keys_need_a_name.
    """
    host = needed_host(public_url)
    try:
        checked = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise KeyRefusedError from problem
    return ReadKey(bytes_to_base64url(checked.credential_id), checked.credential_public_key, checked.sign_count)


def check_key(public_url: str, origin: str, credential: dict[str, Any], challenge: str, key: ReadKey) -> int:
    """Return the key's new count of signatures.

    Raises:
        KeyRefusedError: the answer does not hold, or the count shows a copied key.
        Refusal: security_keys_need_a_name.
    """
    host = needed_host(public_url)
    try:
        checked = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        raise KeyRefusedError from problem
    return checked.new_sign_count


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _timeout_ms() -> int:
    return int(policy("factor.challenge_seconds")) * 1000
