"""What is wrong with the signatures of a record, by the keys of its device. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from joserfc.jwk import ECKey

from server.accounts.signing_keys.rules import KnownKey
from server.core.checks import check_differs, kid_of_check, read_check
from server.core.public_keys import public_key
from server.core.signed_records import SignedRecord
from server.rules import table

Keys = Mapping[str, KnownKey]


class Checked(NamedTuple):
    """What is wrong with the checks of a record, or the numbers of those that hold."""

    fault: str | None
    nonces: tuple[str, ...] = ()


def signature_fault(signed: SignedRecord | None, keys: Keys, happened_at: datetime | None) -> str | None:
    """Return the code under which a record is parked for its signatures, or None (1.2.2.c, reliability T5, T8).

    `happened_at` is the device's time set right by its known error; a key that ended later still counts, and none has
    ended where it is not known.
    """
    if signed is None:
        return "not_signed"
    signers = [keys[kid] for kid in signed.kids if kid in keys]
    if len(signers) != len(signed.kids):
        return "key_unknown"
    if not _are_theirs(signers, signed.body) or not signed.is_signed_by(lambda kid: _public(keys, kid)):
        return "signature_wrong"
    if not signed.header_agrees():
        return "header_differs"
    return "key_ended" if any(_has_ended(key, happened_at) for key in signers) else None


def check_approvals(body: Mapping[str, Any], keys: Keys, happened_at: datetime | None) -> Checked:
    """Hold every approval of a well-formed record against the check its giver signed (1.2.2.c)."""
    nonces: list[str] = []
    for approval in body["approvals"]:
        fault, nonce = _check(body, approval, keys, happened_at)
        if fault:
            return Checked(fault)
        nonces.append(nonce)
    return Checked("check_replayed") if len(set(nonces)) < len(nonces) else Checked(None, tuple(nonces))


def kids_in(signed: SignedRecord) -> set[str]:
    """Return the names of all keys that a record says it was signed with, those of its checks included."""
    approvals = signed.body.get("approvals")
    checks = [kid_of_check(one.get("signature")) for one in approvals or [] if isinstance(one, dict)]
    return {*signed.kids, *(kid for kid in checks if kid)}


def facts_of_check(event_type: object, role: object) -> dict[str, str] | None:
    """Return the places of a record that a check covers, by name, or None where no such check is known."""
    return _facts().get((str(event_type), str(role)))


def _check(
    body: Mapping[str, Any], approval: Mapping[str, Any], keys: Keys, happened_at: datetime | None
) -> tuple[str | None, str]:
    token = approval.get("signature")
    key = keys.get(kid_of_check(token) or "")
    if key is None or key.officer_id is None or key.officer_id != approval["officer"]:
        return "check_not_signed", ""
    try:
        said = read_check(str(token), lambda kid: _public(keys, kid))
    except ValueError:
        return "check_not_signed", ""
    if _has_ended(key, happened_at):
        return "key_ended", ""
    facts = facts_of_check(body["type"], approval["role"])
    if facts is None or check_differs(said, approval, body, facts):
        return "check_differs", ""
    return None, str(said["nonce"])


def _are_theirs(signers: Sequence[KnownKey], body: Mapping[str, Any]) -> bool:
    """Tell whether it was the device itself and the officer whom the record names."""
    if len(signers) != 2:
        return False
    device, officer = signers
    return device.officer_id is None and officer.officer_id is not None and officer.officer_id == body.get("officer")


def _public(keys: Keys, kid: str) -> ECKey:
    return public_key(keys[kid].public_key)


def _has_ended(key: KnownKey, happened_at: datetime | None) -> bool:
    return happened_at is not None and key.ended_at is not None and key.ended_at < happened_at


@cache
def _facts() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["type"], row["role"]): row["facts"] for row in table("checks")["rows"]}
