"""A revoked tablet gets nothing more, and its last records still come in (4.2, 4.1.1.b)."""

import hashlib

import orjson
import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import select

from server.audit.models import AuditEntry
from server.cards.models import Card
from server.core.clock import utc_now
from server.db import db
from tests.support.field import Field
from tests.support.people import HEADERS, logged_in
from tests.support.sealing import on_the_wire
from tests.support.tablets import STROKES_TYPE

pytestmark = pytest.mark.both_engines

HELLO = {"report": {"unsent": 2}, "epoch": 1, "last_seq": 0}


def revoke(app: Flask, out: Field) -> None:
    answer = logged_in(app, out.office.supervisor).post(f"/api/v1/devices/{out.tablet.id}/revocation", headers=HEADERS)
    assert answer.status_code == 200


def hello(out: Field) -> dict:
    return out.tablet.client.post("/api/v1/sync/hello", json=HELLO, headers=HEADERS).json


def post(out: Field, *contents: bytes) -> list[tuple[str, str | None]]:
    body = {"records": [on_the_wire(one) for one in contents]}
    answer = out.tablet.client.post("/api/v1/events", json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.json
    receipt = jws.deserialize_compact(answer.json["receipt"], ECKey.import_key(hello(out)["receipt_key"]), ["ES256"])
    return [(one["verdict"], one["reason"]) for one in orjson.loads(receipt.payload)["verdicts"]]


def test_it_opens_and_packs_nothing_more(app: Flask, out: Field) -> None:
    revoke(app, out)

    for path in ("/api/v1/device", "/api/v1/device/rounds", f"/api/v1/rounds/{out.round_id}/bundle"):
        answer = out.tablet.client.get(path)
        assert (answer.status_code, answer.json["code"]) == (401, "device_revoked"), path
    account = {"account": {"username": "zhoumin", "password": "whatever it is"}}
    again = out.tablet.client.post(f"/api/v1/rounds/{out.round_id}/lease", json=account, headers=HEADERS)
    assert again.json["code"] == "device_revoked"


def test_it_is_told_so_and_forgets(app: Flask, out: Field) -> None:
    assert hello(out)["device_revoked"] is False
    revoke(app, out)

    assert hello(out)["device_revoked"] is True


def test_what_it_did_before_counts_and_what_came_later_is_parked(app: Flask, out: Field) -> None:
    before = out.pen.hand_over(out.people[0])
    revoke(app, out)
    later = out.pen.not_served(out.people[1])

    assert post(out, before, later) == [("accepted", None), ("parked", "lease_not_valid")]
    assert db.session.get(Card, out.people[0]["card"]["id"]).custody_state == "handed_over"


def test_its_pictures_come_in_too(app: Flask, out: Field) -> None:
    revoke(app, out)
    content = b'{"box":[600,200],"strokes":[[[1,1,0],[9,9,8]]]}'
    address = f"/api/v1/blobs/{hashlib.sha256(content).hexdigest()}"

    assert out.tablet.client.head(address).status_code == 202
    sent = out.tablet.client.put(address, data=content, headers=HEADERS, content_type=STROKES_TYPE)
    assert sent.status_code == 201
    assert out.tablet.client.head(address).status_code == 200


def test_the_audit_log_says_which_tablet_it_was(app: Flask, out: Field) -> None:
    revoke(app, out)
    revoked_at = utc_now()
    hello(out)

    newest = select(AuditEntry).where(AuditEntry.action == "greet_tablet").order_by(AuditEntry.id.desc()).limit(1)
    entry = db.session.scalar(newest)
    assert (entry.device_id, entry.officer_id) == (out.tablet.id, None)
    assert entry.at >= revoked_at
