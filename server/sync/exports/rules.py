"""Examine an exported record with public keys alone. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from joserfc.errors import JoseError

from server.accounts.signing_keys.rules import KnownKey
from server.core import signing
from server.core.clock import from_wire, set_right
from server.core.public_keys import public_key, thumbprint
from server.core.signed_records import SignedRecord, read_signed
from server.sync.rules import hash_of
from server.sync.signatures.rules import check_approvals, signature_fault
from server.sync.versions.rules import upcast

_LONG_AGO = "2000-01-01T00:00:00Z"
FORMAT, STATEMENT = "songka-record-1", "songka-export"

_FAULTS = {
    "not_signed": "nobody signed it (version 1)",
    "key_unknown": "it is signed with a key that is not among those given",
    "signature_wrong": "a signature does not hold, or is another person's",
    "header_differs": "what can be seen outside differs from what was signed",
    "key_ended": "a key had already ended by then",
    "check_not_signed": "the second person's check is not signed by them",
    "check_differs": "the second person signed for something else",
    "check_replayed": "one check is used twice",
}


class Sentence(NamedTuple):
    """One thing that was looked at: whether it holds, in words."""

    holds: bool
    words: str


def examine(exported: Mapping[str, Any], trusted: Mapping[str, Any] | None = None) -> list[Sentence]:
    """Say what holds of an exported record and what does not; `trusted` are keys got elsewhere, {"keys", "server_key"}.

    Whatever is missing or malformed counts as not holding: the file may come from anybody.
    """
    try:
        content = str(exported["record"]).encode()
        given = trusted if trusted is not None else exported
        signed = read_signed(content)
        claims = signing.claims_of(public_key(given["server_key"]), STATEMENT, exported["statement"])
        keys = {key.kid: key for key in map(_known, given["keys"])}
        said = [
            Sentence(exported.get("format") == FORMAT, f"The file is an exported record ({FORMAT})."),
            Sentence(exported.get("hash") == hash_of(content), f"Its bytes have the hash {hash_of(content)}."),
        ]
        if signed is None:
            return [*said, Sentence(False, _sentence("The signatures hold", "not_signed"))]
        return [
            *said,
            *_of_signatures(signed, keys, from_wire(claims["received_at"])),
            _of_server(claims, content),
            Sentence(True, _where_keys_are_from(trusted is not None, keys)),
        ]
    except (KeyError, TypeError, ValueError, AttributeError, JoseError) as problem:
        return [Sentence(False, f"The file cannot be read as an exported record ({type(problem).__name__}).")]


def _of_signatures(signed: SignedRecord, keys: Mapping[str, KnownKey], received_at: datetime) -> list[Sentence]:
    body = upcast(signed.body)
    happened_at = _happened_at(body, received_at)
    if len(signed.kids) == 1:
        # A desk's record: the server signed it for those who had proved their accounts.
        holds = signed.is_signed_by(lambda kid: public_key(keys[kid].public_key)) and signed.header_agrees()
        return [Sentence(holds, f"The server's desk signed it with key {signed.kids[0]}.")]
    fault = signature_fault(signed, keys, happened_at)
    device, officer = signed.kids[0], signed.kids[-1]
    names = f"Device {body.get('device')} (key {device}) and officer {body.get('officer')} (key {officer}) signed it"
    sentences = [Sentence(fault is None, _sentence(names, fault))]
    if body.get("approvals"):
        checked = check_approvals(body, keys, happened_at)
        givers = ", ".join(f"{one.get('role')} {one.get('officer')}" for one in body["approvals"])
        sentences.append(Sentence(checked.fault is None, _sentence(f"The check by {givers} is theirs", checked.fault)))
    return sentences


def _of_server(claims: Mapping[str, Any], content: bytes) -> Sentence:
    holds = claims.get("hash") == hash_of(content)
    words = f"The server says it received it at {claims.get('received_at')} as record {claims.get('index')}"
    return Sentence(holds, f"{words} and that it is {claims.get('verdict')}.")


def _where_keys_are_from(trusted: bool, keys: Mapping[str, KnownKey]) -> str:
    if trusted:
        return "The public keys are those you gave."
    return f"The public keys are the file's own ({', '.join(sorted(keys))}): compare their names with the office's."


def _sentence(words: str, fault: str | None) -> str:
    return f"{words}." if fault is None else f"{words}: no, {_FAULTS.get(fault, fault)}."


def _known(jwk: Mapping[str, Any]) -> KnownKey:
    ended = jwk.get("ended_at")
    return KnownKey(
        thumbprint(jwk),
        jwk.get("officer_id"),
        dict(jwk),
        from_wire(jwk.get("made_at") or _LONG_AGO),
        from_wire(ended) if ended else None,
    )


def _happened_at(body: Mapping[str, Any], received_at: datetime) -> datetime | None:
    """Return when it happened; None where the record does not say by how much its clock was wrong."""
    told, offset_ms = body["device_time"], body.get("clock_offset_ms")
    return None if offset_ms is None else set_right(from_wire(told), offset_ms, received_at)
