"""What the app signs and seals, the server opens and checks; whatever was changed is refused (design §5)."""

import hashlib
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest
from joserfc import jwe
from joserfc.jwe import GeneralJSONEncryption, JWERegistry
from joserfc.jwk import ECKey

from server.core.checks import check_differs, read_check, sign_check
from server.core.deflated import deflate, inflate
from server.core.public_keys import public_key, thumbprint
from server.core.sealed_bytes import ByteKey, new_byte_key, open_bytes, read_byte_key, seal_bytes, spell_byte_key
from server.core.sealed_records import Opened, open_record, seal_record
from server.core.signed_records import SignedRecord, body_of, read_signed, sign_record
from server.rules import table
from tests.support.vectors import read_vectors

CASES = [read_vectors(f"records/{name}") for name in ("handed-over", "not-served", "counted", "undeflated")]


@pytest.fixture(params=[case["name"] for case in CASES])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return next(one for one in CASES if one["name"] == request.param)


def escrow_of(case: dict[str, Any]) -> dict[str, ECKey]:
    key = ECKey.import_key(case["escrow"])
    return {key.thumbprint(): key}


def keys_of(case: dict[str, Any]) -> dict[str, ECKey]:
    return {case[who]["kid"]: public_key(case[who]["public_key"]) for who in ("device", "officer", "manager")}


def read(content: bytes) -> SignedRecord:
    signed = read_signed(content)
    assert signed is not None
    return signed


# Refused.


def test_it_opens_nothing_that_is_sealed_to_another_key(case: dict[str, Any]) -> None:
    other = ECKey.generate_key("P-256")
    for keys in ({}, {other.thumbprint(): other}, {thumbprint(case["escrow"]): other}):
        with pytest.raises(ValueError, match="no envelope"):
            open_record(case["sealed"].encode(), keys)


@pytest.mark.parametrize("part", ["ciphertext", "tag", "iv", "protected"])
def test_it_opens_no_changed_envelope(case: dict[str, Any], part: str) -> None:
    envelope = orjson.loads(case["sealed"])
    envelope[part] = ("A" if envelope[part][5] != "A" else "B").join((envelope[part][:5], envelope[part][6:]))

    with pytest.raises(ValueError, match=r"^"):
        open_record(orjson.dumps(envelope), escrow_of(case))


@pytest.mark.parametrize(
    "garbage", [b"", b"[]", b"7", b"{}", b'{"recipients":[]}', b'{"recipients":[{"header":7}]}', b'{"recipients":7}']
)
def test_it_opens_no_garbage(garbage: bytes) -> None:
    with pytest.raises(ValueError, match=r"^"):
        open_record(garbage, {})


def test_it_finds_a_changed_body_and_changed_headers(case: dict[str, Any]) -> None:
    whole, keys = orjson.loads(case["signed"]), keys_of(case)
    body = read(case["signed"].encode()).body
    other = read(sign_record(body, ECKey.generate_key("P-256"), ECKey.generate_key("P-256"))).whole
    swapped = {**whole, "signatures": whole["signatures"][::-1]}
    changed = {**whole, "payload": _b64(deflate(orjson.dumps({**body, "seq": 99})))}

    assert not read(orjson.dumps(changed)).is_signed_by(keys.__getitem__)
    assert not read(orjson.dumps(other)).is_signed_by(keys.__getitem__)
    assert not read(orjson.dumps(swapped)).header_agrees()
    assert not read(orjson.dumps(changed)).header_agrees()


@pytest.mark.parametrize("name", ["suite", "epoch", "seq", "prev", "type", "schema", "edition", "build", "zip"])
def test_it_sees_a_header_that_differs_from_its_body(case: dict[str, Any], name: str) -> None:
    signed = read(case["signed"].encode())
    device, officer = signed.headers
    left_out = {key: value for key, value in device.items() if key != name}

    for header in (left_out, {**device, name: "other"}):
        assert not SignedRecord(signed.whole, (header, officer), signed.body).header_agrees()


@pytest.mark.parametrize(
    "changed",
    [
        {"payload": "!"},
        {"payload": "e30"},
        {"signatures": [{}]},
        {"signatures": [{"protected": "e30", "signature": "", "header": {}}]},
        {"signatures": [7]},
    ],
)
def test_it_reads_no_malformed_record(case: dict[str, Any], changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_signed(orjson.dumps({**orjson.loads(case["signed"]), **changed}))


def test_it_unpacks_no_bomb() -> None:
    with pytest.raises(ValueError, match="too long"):
        inflate(deflate(bytes(10_000_000)), 1_000_000)
    for torn in (b"", b"nonsense", deflate(b"whole")[:-1], deflate(b"whole") + b"more"):
        with pytest.raises(ValueError, match="deflate"):
            inflate(torn, 100)


def test_it_opens_no_changed_or_foreign_bytes() -> None:
    content = b"clear bytes"
    sealed = seal_bytes(content, hashlib.sha256(content).hexdigest(), new_byte_key())

    for bytes_, name, key in (
        (sealed.content, "0" * 64, sealed.key),
        (sealed.content[:-1], hashlib.sha256(content).hexdigest(), sealed.key),
        (sealed.content, hashlib.sha256(content).hexdigest(), new_byte_key()),
        (b"", hashlib.sha256(content).hexdigest(), sealed.key),
    ):
        with pytest.raises(ValueError, match=r"^"):
            open_bytes(bytes_, name, key, 100)


def test_it_opens_no_bytes_that_are_not_those_of_their_name() -> None:
    lie = seal_bytes(b"other bytes", "a" * 64, new_byte_key())

    with pytest.raises(ValueError, match="other bytes"):
        open_bytes(lie.content, "a" * 64, lie.key, 100)


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 43 + ".ZIP", "é" * 43])
def test_it_reads_no_odd_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_byte_key(text)


@pytest.mark.parametrize("changed", [{"officer": "x"}, {"role": "x"}, {"items": []}, {"at": "x"}])
def test_it_sees_a_check_that_differs_from_its_approval(changed: dict[str, Any]) -> None:
    case = next(one for one in CASES if one["name"] == "handed-over")
    [approval] = case["body"]["approvals"]
    said = read_check(approval["signature"], keys_of(case).__getitem__)

    assert check_differs({**said, **changed}, approval, case["body"], facts_of("card.handed_over"))


def test_it_sees_a_check_of_another_card_and_of_another_type() -> None:
    case = next(one for one in CASES if one["name"] == "handed-over")
    [approval] = case["body"]["approvals"]
    said = read_check(approval["signature"], keys_of(case).__getitem__)
    other = {**case["body"], "payload": {**case["body"]["payload"], "card_id": "another"}}

    assert check_differs(said, approval, other, facts_of("card.handed_over"))
    assert check_differs(said, approval, {**case["body"], "type": "round.counted"}, facts_of("card.handed_over"))


def test_it_reads_no_check_of_another_key_or_kind() -> None:
    case = next(one for one in CASES if one["name"] == "handed-over")
    token = case["body"]["approvals"][0]["signature"]
    key = ECKey.generate_key("P-256")

    for bad, keys in (
        (token, {}),
        (token, {case["manager"]["kid"]: key}),
        (sign_check({"nonce": "no id"}, key), {key.thumbprint(): key}),
        ("nonsense", {}),
        ("a.b.c", {}),
    ):
        with pytest.raises(ValueError, match=r"^"):
            read_check(bad, keys.__getitem__)


# Accepted.


def test_it_opens_and_checks_what_the_app_made(case: dict[str, Any]) -> None:
    opened = open_record(case["sealed"].encode(), escrow_of(case))
    signed = read(opened.content)

    assert opened.content == case["signed"].encode()
    assert hashlib.sha256(opened.content).hexdigest() == case["hash"]
    assert hashlib.sha256(case["sealed"].encode()).hexdigest() == case["sealed_sha256"]
    assert signed.body == case["body"] == body_of(opened.content)
    assert signed.kids == [case["device"]["kid"], case["officer"]["kid"]]
    assert signed.header_agrees()
    assert signed.is_signed_by(keys_of(case).__getitem__)


def test_it_opens_the_attachments_the_app_made(case: dict[str, Any]) -> None:
    keys = open_record(case["sealed"].encode(), escrow_of(case)).keys
    for one in case["attachments"]:
        sealed = urlsafe_b64decode(one["sealed_bytes"] + "==")
        assert hashlib.sha256(sealed).hexdigest() == one["sealed"]
        assert len(open_bytes(sealed, one["sha256"], keys[one["sealed"]], 10_000)) == one["length"]


def test_it_verifies_the_checks_the_app_made(case: dict[str, Any]) -> None:
    for approval in case["body"]["approvals"]:
        said = read_check(approval["signature"], keys_of(case).__getitem__)
        assert not check_differs(said, approval, case["body"], facts_of(case["body"]["type"]))


def test_it_reads_a_bare_body_of_version_1() -> None:
    assert read_signed(b'{"v":1,"payload":{}}') is None
    assert body_of(b'{"v":1,"payload":{}}') == {"v": 1, "payload": {}}


@pytest.mark.parametrize("inner", [zlib.compress(bytes(300_000), wbits=-15), b"not deflated"], ids=["bomb", "garbage"])
def test_it_opens_nothing_that_does_not_inflate_to_a_record(monkeypatch: pytest.MonkeyPatch, inner: bytes) -> None:
    escrow = ECKey.generate_key("P-256")
    envelope = GeneralJSONEncryption({"enc": "A256GCM", "typ": "songka-sealed", "suite": "intl-1", "zip": "DEF"}, b"")
    envelope.add_recipient({"alg": "ECDH-ES+A256KW", "kid": escrow.thumbprint()}, escrow)
    registry = JWERegistry(algorithms=["ECDH-ES+A256KW", "A256GCM", "DEF"], strict_check_header=False)
    monkeypatch.setattr(registry.get_zip("DEF"), "compress", lambda _: inner)
    sealed = orjson.dumps(jwe.encrypt_json(envelope, None, registry=registry))

    with pytest.raises(ValueError, match="no envelope"):
        open_record(sealed, {escrow.thumbprint(): escrow})


def test_it_opens_what_it_seals() -> None:
    escrow = ECKey.generate_key("P-256")
    opened = Opened("记录".encode(), {"a" * 64: new_byte_key(), "b" * 64: new_byte_key(is_deflated=True)})

    sealed = seal_record(opened, escrow, ("round:1", bytes(32)))

    assert open_record(sealed, {escrow.thumbprint(): escrow}) == opened


def test_it_spells_a_key_as_it_reads_it() -> None:
    for key in (new_byte_key(), ByteKey(bytes(32), is_deflated=True)):
        assert read_byte_key(spell_byte_key(key)) == key


def facts_of(event_type: str) -> dict[str, str]:
    return next(row["facts"] for row in table("checks")["rows"] if row["type"] == event_type)


def _b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
