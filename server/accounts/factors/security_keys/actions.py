"""Register security keys and prove them; each challenge is answered once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from server.accounts.factors.actions import NewFactor, let_count
from server.accounts.factors.models import KeyChallenge, SecondFactor
from server.accounts.factors.queries import factors_of
from server.accounts.factors.security_keys.rules import (
    Asked,
    KeyRefusedError,
    ReadKey,
    ask_for_key,
    ask_for_new_key,
    challenge_in,
    check_key,
    read_key,
)
from server.accounts.officers.models import Officer
from server.accounts.sessions.rules import token_hash
from server.config import current_config
from server.core.clock import utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.db import db, transaction
from server.rules import policy

REGISTER, LOG_IN, PROVE = "register", "log_in", "prove"


def ask_to_register(officer: Officer) -> dict[str, Any]:
    """Return what the browser needs to make a security key of this account.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    address = current_config().public_url
    asked = ask_for_new_key(address, officer.id, officer.username, officer.name, _known(officer.id))
    return _kept(officer.id, REGISTER, asked)


def ask_to_prove(officer_id: str, purpose: str) -> dict[str, Any]:
    """Return what the browser needs to ask one of the account's security keys.

    Raises:
        Refusal: security_keys_need_a_name.
    """
    return _kept(officer_id, purpose, ask_for_key(current_config().public_url, _known(officer_id)))


def add_key(officer: Officer, name: str, credential: dict[str, Any]) -> NewFactor:
    """Let a security key count that answered `ask_to_register`.

    Raises:
        Refusal: security_key_refused, security_keys_need_a_name, too_many_factors.
    """
    challenge, config = _take_challenge(officer.id, REGISTER, credential), current_config()
    if challenge is None:
        raise Refusal("security_key_refused")
    try:
        key = read_key(config.public_url, config.public_origin, credential, challenge)
    except KeyRefusedError as problem:
        raise Refusal("security_key_refused") from problem
    with transaction():
        if db.session.scalar(select(SecondFactor.id).where(SecondFactor.credential_id == key.credential_id)):
            raise Refusal("security_key_refused")
        factor = SecondFactor(
            id=new_id(),
            officer_id=officer.id,
            kind="key",
            name=name,
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.sign_count,
            created_at=utc_now(),
        )
        return let_count(officer, factor)


def prove_key(officer_id: str, purpose: str, credential: dict[str, Any]) -> str | None:
    """Check what a security key answered to `ask_to_prove`; return `key`, or None when it proves nothing."""
    challenge, config = _take_challenge(officer_id, purpose, credential), current_config()
    asked = credential.get("id")
    factor = next((one for one in factors_of(officer_id) if one.kind == "key" and one.credential_id == asked), None)
    if challenge is None or factor is None:
        return None
    held = ReadKey(str(factor.credential_id), factor.public_key or b"", factor.sign_count or 0)
    try:
        count = check_key(config.public_url, config.public_origin, credential, challenge, held)
    except KeyRefusedError:
        return None
    with transaction():
        factor.sign_count, factor.last_used_at = count, utc_now()
    return "key"


def _known(officer_id: str) -> list[str]:
    return [str(factor.credential_id) for factor in factors_of(officer_id) if factor.kind == "key"]


def _kept(officer_id: str, purpose: str, asked: Asked) -> dict[str, Any]:
    """Remember what was asked, and forget what nobody answered in time."""
    now = utc_now()
    with transaction():
        over = (KeyChallenge.officer_id == officer_id, KeyChallenge.expires_at <= now)
        db.session.execute(delete(KeyChallenge).where(*over))
        ends = now + timedelta(seconds=policy("factor.challenge_seconds"))
        db.session.add(
            KeyChallenge(
                challenge_hash=token_hash(asked.challenge), officer_id=officer_id, purpose=purpose, expires_at=ends
            )
        )
    return asked.options


def _take_challenge(officer_id: str, purpose: str, credential: dict[str, Any]) -> str | None:
    """Return the challenge a key says it signed, if it was ours, for this purpose, and not yet answered."""
    challenge = challenge_in(credential)
    if challenge is None:
        return None
    with transaction():
        taken = (
            delete(KeyChallenge)
            .where(
                KeyChallenge.challenge_hash == token_hash(challenge),
                KeyChallenge.officer_id == officer_id,
                KeyChallenge.purpose == purpose,
                KeyChallenge.expires_at > utc_now(),
            )
            .returning(KeyChallenge.challenge_hash)
        )
        return challenge if db.session.scalar(taken) is not None else None
