"""S10, T22: a header nested a thousand times deep is no header; whoever sends one gets a verdict, not an error."""

import base64

import orjson
import pytest
from flask import Flask
from joserfc.jwk import ECKey

from server.core.checks import kid_of_check, read_check
from server.core.sealed_records import open_record
from server.core.signed_records import read_signed
from server.core.signing import is_signed
from tests.support.field import Field
from tests.support.people import HEADERS
from tests.support.sealing import Written, changed, posted

DEPTHS = [980, 1000, 10_000]


def nested(depth: int) -> bytes:
    return b'{"kid":' + b"[" * depth + b"]" * depth + b"}"


def spelled(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def with_header(record: Written, header: bytes) -> str:
    whole = orjson.loads(bytes(record))
    whole["signatures"][0]["protected"] = spelled(header)
    return orjson.dumps(whole).decode()


@pytest.mark.parametrize("depth", DEPTHS)
def test_s10_a_record_with_a_nested_header_gets_its_verdict(out: Field, depth: int) -> None:
    record, good = out.pen.not_served(out.people[0]), out.pen.not_served(out.people[1])
    bodies = [
        {"bytes": with_header(record, nested(depth))},
        {"sealed": with_envelope(good, nested(depth))},
        {"sealed": good.sealed.decode()},
    ]

    answer = out.tablet.client.post("/api/v1/events", json={"records": bodies}, headers=HEADERS)

    assert answer.status_code == 200, answer.json
    said = orjson.loads(base64.urlsafe_b64decode(answer.json["receipt"].split(".")[1] + "=="))
    assert {one["verdict"] for one in said["verdicts"]} <= {"parked", "wait"}


def with_envelope(record: Written, header: bytes) -> str:
    return orjson.dumps({**orjson.loads(record.sealed), "protected": spelled(header)}).decode()


@pytest.mark.parametrize("depth", DEPTHS)
def test_s10_a_check_with_a_nested_header_is_none(out: Field, depth: int) -> None:
    token = f"{spelled(nested(depth))}.{spelled(b'{}')}.{spelled(b'x' * 64)}"
    approval = out.pen.approval(signature=token)
    record = out.pen.hand_over(out.people[0], approvals=[approval])

    sent = {"records": [{"sealed": posted(record).content.decode()}]}
    answer = out.tablet.client.post("/api/v1/events", json=sent, headers=HEADERS)

    assert answer.status_code == 200, answer.json
    key = ECKey.generate_key("P-256")
    assert kid_of_check(token) is None
    with pytest.raises(ValueError, match="not signed"):
        read_check(token, lambda _: key)
    assert not is_signed(key.as_dict(private=False), "songka-proof", token, "{}")


@pytest.mark.parametrize("depth", DEPTHS)
def test_s10_what_holds_nested_headers_is_refused_as_no_record(app: Flask, out: Field, depth: int) -> None:
    record = changed(out.pen.not_served(out.people[0]))
    key = ECKey.generate_key("P-256")
    with pytest.raises(ValueError, match="no envelope for us"):
        open_record(with_envelope(record, nested(depth)).encode(), {key.thumbprint(): key})
    signed = read_signed(with_header(record, b'{"kid":[7]}').encode())
    assert signed is not None
    assert signed.kids[0] == ""
